// What a visitor made, kept on their device: paintings, pictures of their own, the last recipe.

import type { Recipe, SmallCopy, StudioPicture } from "../model/recipe";
import { Store } from "../model/store";
import type { Result } from "../painting/result";
import type { KeptFiles } from "../result/result-history";
import { type Database, isFull, type StoreName } from "./database";
import { hasOwnPictures, picturesOf, type StoredRecipe, storedRecipe } from "./stored-recipe";

/** Paintings that are kept; the oldest go first. */
export const MOST_WORKS = 20;

/** Pictures of the visitor's own that are kept although no painting needs them. */
const MOST_PICTURES = 12;

/** A file that a visitor chose. */
export interface StoredPicture {
  /** Begins with its kind, and sorts by when it was chosen among those of its kind. */
  readonly id: string;
  readonly kind: "photo" | "style";
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly file: Blob;
  /** Its small copies; those that earlier versions kept have none. */
  readonly copies?: readonly Omit<SmallCopy, "url">[];
}

export interface StoredWork extends Omit<Result, "recipe" | "image"> {
  readonly key: number;
  readonly recipe: StoredRecipe;
  readonly width: number;
  readonly height: number;
  readonly file: Blob;
  readonly thumbnail: Blob;
}

/** What the page was when it was left. */
export interface LastState {
  readonly recipe: StoredRecipe;
  /** The painting that it showed, if that was of this recipe. */
  readonly work: number | undefined;
}

export interface Stored {
  readonly works: readonly StoredWork[];
  readonly pictures: readonly StoredPicture[];
  readonly last: LastState | undefined;
}

export interface Amount {
  readonly works: number;
  readonly pictures: number;
  readonly bytes: number;
}

/** Reads and writes it. Where there is no space left, nothing more is kept on this visit. */
export class Kept implements KeptFiles {
  readonly amount = new Store<Amount>({ works: 0, pictures: 0, bytes: 0 });
  readonly #database: Database;
  readonly #onFull: () => void;
  #hasStopped = false;
  #keeps = true;
  #keepsOwn = false;
  #last: LastState | undefined;
  /** Changes come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param onFull called once, when there is no space left */
  constructor(database: Database, onFull: () => void) {
    this.#database = database;
    this.#onFull = onFull;
  }

  /** Whether anything is kept: the visitor's choice. */
  get keeps(): boolean {
    return this.#keeps;
  }

  async keep(keeps: boolean): Promise<void> {
    this.#keeps = keeps;
    await this.#inTurn(async () => {
      await this.#database.put("state", keeps, "keeps");
      this.#keeps = keeps;
    });
  }

  /** Whether that goes for the visitor's own pictures, and for what is painted of them, too. */
  get keepsOwn(): boolean {
    return this.#keepsOwn;
  }

  /** Whether a recipe and its paintings may be kept. */
  allows(recipe: Recipe): boolean {
    return this.#keeps && (this.#keepsOwn || !hasOwnPictures(recipe));
  }

  async keepOwn(keeps: boolean): Promise<void> {
    this.#keepsOwn = keeps;
    await this.#inTurn(async () => {
      await this.#database.put("state", keeps, "keepsOwn");
      this.#keepsOwn = keeps;
    });
  }

  async load(): Promise<Stored> {
    [this.#keeps, this.#keepsOwn] = await this.#choices();
    const works = await this.#works();
    const pictures = await this.#pictures();
    this.#last = await this.#database.get<LastState>("state", "last");
    this.#count(works, pictures);
    return { works, pictures, last: this.#last };
  }

  /** Keeps a painting; returns its key, or undefined where there is no space for it. */
  async add(
    { recipe, ...result }: Omit<Result, "image">,
    picture: Pick<StoredWork, "width" | "height" | "file" | "thumbnail">,
  ): Promise<number | undefined> {
    const work = { ...result, ...picture, recipe: storedRecipe(recipe) };
    return await this.#inTurn(async () => {
      await this.#heedOthers();
      if (!this.allows(recipe)) return undefined;
      const key = await this.#putWork(work);
      if (key !== undefined) await this.#removeOldest();
      return key;
    });
  }

  async file(key: number): Promise<Blob | undefined> {
    try {
      return (await this.#database.get<StoredWork>("works", key))?.file;
    } catch {
      return undefined;
    }
  }

  async addPicture(own: StudioPicture, kind: "photo" | "style") {
    if (!this.#keepsOwn) return;
    const { id, title, width, height } = own;
    const file = await own.blob(new AbortController().signal);
    const copies = own.copies.map(({ side, file }) => ({ side, file }));
    const picture: StoredPicture = { id, kind, title, width, height, file, copies };
    await this.#inTurn(async () => {
      await this.#heedOthers();
      if (!this.#keepsOwn) return;
      await this.#put("pictures", picture);
      await this.#removeOldest();
    });
  }

  /** @param work the key of the painting that the page shows, if that is of this recipe */
  async remember(recipe: Recipe, work: number | undefined): Promise<void> {
    if (!this.allows(recipe)) return;
    const last = { recipe: storedRecipe(recipe), work };
    this.#last = last;
    await this.#inTurn(async () => {
      await this.#heedOthers();
      if (this.allows(recipe)) await this.#put("state", last, "last");
    });
  }

  /** Removes the visitor's own pictures and what needs them. */
  async removeOwn(): Promise<void> {
    await this.#inTurn(async () => {
      const own = new Set((await this.#pictures()).map(({ id }) => id));
      const needsOwn = (recipe: StoredRecipe) => picturesOf(recipe).some((id) => own.has(id));
      for (const { key, recipe } of await this.#works()) {
        if (needsOwn(recipe)) await this.#database.remove("works", key);
      }
      for (const id of own) await this.#database.remove("pictures", id);
      if (this.#last && needsOwn(this.#last.recipe)) {
        this.#last = undefined;
        await this.#database.remove("state", "last");
      }
      await this.#removeOldest();
    });
  }

  async clear(): Promise<void> {
    this.#last = undefined;
    this.#hasStopped = false;
    await this.#inTurn(async () => {
      await this.#database.clear();
      await this.#database.put("state", this.#keeps, "keeps");
      await this.#database.put("state", this.#keepsOwn, "keepsOwn");
    });
    this.amount.set({ works: 0, pictures: 0, bytes: 0 });
  }

  /** Looks again at what is kept, which windows share; returns the keys of the paintings. */
  async lookAgain(): Promise<readonly number[] | undefined> {
    return await this.#inTurn(async () => {
      await this.#heedOthers();
      const works = await this.#works();
      this.#count(works, await this.#pictures());
      return works.map(({ key }) => key);
    });
  }

  /** The paintings whose files are whole, the oldest first. */
  async #works(): Promise<readonly StoredWork[]> {
    const works = await this.#database.all<Partial<StoredWork>>("works");
    return works.filter((work): work is StoredWork => isBlob(work.file) && isBlob(work.thumbnail));
  }

  async #pictures(): Promise<readonly StoredPicture[]> {
    const pictures = await this.#database.all<Partial<StoredPicture>>("pictures");
    return pictures.filter((picture): picture is StoredPicture => isBlob(picture.file));
  }

  /** What the visitor chose last, in any window. */
  async #choices(): Promise<[keeps: boolean, keepsOwn: boolean]> {
    return [
      (await this.#database.get<boolean>("state", "keeps")) ?? true,
      (await this.#database.get<boolean>("state", "keepsOwn")) ?? false,
    ];
  }

  /** What the visitor has said in another window not to keep is not kept from here, either. */
  async #heedOthers(): Promise<void> {
    const [keeps, keepsOwn] = await this.#choices();
    if ((keeps || !this.#keeps) && (keepsOwn || !this.#keepsOwn)) return;
    this.#keeps &&= keeps;
    this.#keepsOwn &&= keepsOwn;
    await this.#removeOldest();
  }

  /** A full store makes room by giving up the oldest painting, as long as there is another. */
  async #putWork(work: Omit<StoredWork, "key">): Promise<number | undefined> {
    for (;;) {
      try {
        if (this.#hasStopped || !this.#keeps) return undefined;
        return (await this.#database.put("works", work)) as number;
      } catch (error) {
        const [oldest] = isFull(error) ? await this.#works() : [];
        if (!oldest) throw error;
        await this.#database.remove("works", oldest.key);
      }
    }
  }

  async #put(store: StoreName, record: unknown, key?: string): Promise<void> {
    if (!this.#hasStopped && this.#keeps) await this.#database.put(store, record, key);
  }

  /** What failed once is not tried again and again. */
  #stop(error: unknown): undefined {
    if (!this.#hasStopped && isFull(error)) this.#onFull();
    this.#hasStopped = true;
    console.warn("Nothing more is kept on this device.", error);
  }

  async #removeOldest(): Promise<void> {
    const all = await this.#works();
    const works = all.slice(-MOST_WORKS);
    for (const { key } of all.slice(0, -MOST_WORKS)) await this.#database.remove("works", key);
    const stored = await this.#pictures();
    const recipes = works.map(({ recipe }) => recipe);
    const needed = new Set(
      [...recipes, ...(this.#last ? [this.#last.recipe] : [])].flatMap(picturesOf),
    );
    const newest = new Set([...stored].sort(byAge).slice(-MOST_PICTURES));
    const pictures = stored.filter((picture) => needed.has(picture.id) || newest.has(picture));
    for (const picture of stored) {
      if (!pictures.includes(picture)) await this.#database.remove("pictures", picture.id);
    }
    this.#count(works, pictures);
  }

  #count(works: readonly StoredWork[], pictures: readonly StoredPicture[]): void {
    const files = [...works, ...pictures, ...pictures.flatMap(({ copies = [] }) => copies)];
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    this.amount.set({ works: works.length, pictures: pictures.length, bytes });
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T | undefined> {
    const done = this.#turn.then(change).catch((error) => this.#stop(error));
    this.#turn = done;
    return done;
  }
}

function isBlob(value: unknown): value is Blob {
  return value instanceof Blob;
}

function byAge(one: StoredPicture, other: StoredPicture): number {
  return age(one) < age(other) ? -1 : 1;
}

/** An id without its kind. */
function age({ id, kind }: StoredPicture): string {
  return id.replace(`own-${kind}-`, "");
}
