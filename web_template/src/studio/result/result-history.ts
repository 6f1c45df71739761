// The last paintings, to return to: kept as files, which take far less memory than pixels.

import { nextTask } from "../../shared/next-task";
import { sameRecipe } from "../model/history";
import type { Recipe } from "../model/recipe";
import { byId, elements } from "../page/elements";
import type { Result } from "../painting/result";
import { keptFiles } from "../pixels/encode";
import { perform } from "../pixels/off-page";
import { stylesOf } from "../stage/stage";
import type { StudioContext } from "../tool";

const MOST = 20;

/** Most bytes of files in the page's own memory. */
const MOST_BYTES = 96e6;

/** Larger paintings are not kept; they are painted again. */
const MOST_PIXELS = 16e6;

const THUMBNAIL = 96;

/** A painting without its pixels. */
type Description = Omit<Result, "image">;

interface Sides {
  readonly width: number;
  readonly height: number;
}

/** Where files of paintings are kept longer than the page is open. */
export interface KeptFiles {
  /** Keeps a painting; returns its key, or undefined where that is not possible. */
  add(
    result: Description,
    files: Sides & { readonly file: Blob; readonly thumbnail: Blob },
  ): Promise<number | undefined>;
  /** The file of a key, if it is still there. */
  file(key: number): Promise<Blob | undefined>;
}

/** A painting of an earlier visit. */
export interface EarlierResult extends Description, Sides {
  readonly key: number;
  readonly thumbnail: Blob;
}

interface Files {
  readonly file: Blob | undefined;
  readonly thumbnail: Blob;
}

interface KeptResult {
  readonly result: Description;
  readonly item: HTMLLIElement;
  /** The painting as PNG, unless it is too large, and its small picture; undefined if kept elsewhere. */
  files: Promise<Files> | undefined;
  /** Its key where it is kept elsewhere. */
  key: number | undefined;
  /** Bytes of the page's memory. */
  bytes: number;
}

export class ResultHistory {
  readonly #context: StudioContext;
  readonly #restore: (result: Description, image: ImageData | undefined) => void;
  readonly #list = byId("kept", HTMLOListElement);
  /** The newest first. */
  #kept: readonly KeptResult[] = [];
  #files: KeptFiles | undefined;
  /** The painting that the visitor went back to last. */
  #wanted: KeptResult | undefined;

  /** @param restore shows a painting again; where its pixels are undefined, it has to be painted */
  constructor(
    context: StudioContext,
    restore: (result: Description, image: ImageData | undefined) => void,
  ) {
    this.#context = context;
    this.#restore = restore;
  }

  /** Keeps a result that the stage shows. */
  addShown(result: Result): void {
    const again = this.#kept.find((kept) => kept.result.recipe === result.recipe);
    const kept = again ?? this.#add(result);
    // The file takes a while to be written, and what it shows is on the stage.
    if (!again) drawOn(kept.item.querySelector("canvas"), elements.painting);
    this.#mark(kept);
    this.#list.hidden = this.#kept.length < 2;
  }

  /** Keeps a result that is not shown. */
  add(result: Result): void {
    this.#add(result);
    this.#list.hidden = false;
  }

  /** Keeps files elsewhere from now on, where there are those of earlier visits already. */
  keepIn(files: KeptFiles, earlier: readonly EarlierResult[]): void {
    this.#files = files;
    this.storeAll();
    for (const { key, width, height, thumbnail, ...result } of [...earlier].reverse()) {
      const canvas = thumbnailCanvas({ width, height });
      void draw(thumbnail, canvas).catch(console.warn);
      const item = this.#item(result, { width, height }, canvas);
      const kept: KeptResult = { result, item, files: undefined, key, bytes: 0 };
      this.#listenTo(kept);
      this.#list.append(item);
      this.#kept = [...this.#kept, kept];
    }
    this.#forgetOldest();
    this.#list.hidden = this.#kept.length === 0;
  }

  /** Shows a painting of an earlier visit, if its file is still there. */
  async show(key: number): Promise<void> {
    const kept = this.#kept.find((one) => one.key === key);
    if (kept) await this.#bringBack(kept);
  }

  /** The key of a recipe's painting, if that is kept elsewhere. */
  keyOf(recipe: Recipe): number | undefined {
    return this.#kept.find(({ result }) => sameRecipe(result.recipe, recipe))?.key;
  }

  /** Keeps the files elsewhere that are not yet kept there. */
  storeAll(): void {
    for (const kept of this.#kept) void this.#store(kept);
  }

  /** Forgets the paintings whose files were kept elsewhere, and are no more, all but these. */
  forgetAllBut(there: readonly number[]): void {
    for (const kept of this.#kept) {
      if (kept.key !== undefined && !there.includes(kept.key)) this.#forget(kept);
    }
    this.#list.hidden = this.#kept.length < 2;
  }

  #add({ image, ...result }: Result): KeptResult {
    const canvas = thumbnailCanvas(image);
    const item = this.#item(result, image, canvas);
    const whole = image.width * image.height <= MOST_PIXELS;
    // To show a large picture, and to send its pixels to a worker, takes a frame each.
    const files = nextTask().then(() => keptFiles(image, { whole, side: THUMBNAIL }));
    const kept: KeptResult = { result, item, files, key: undefined, bytes: 0 };
    // What cannot be kept as a file is painted again.
    void files.then(
      async ({ file, thumbnail }) => {
        await draw(thumbnail, canvas);
        if (!file) return;
        kept.bytes = file.size;
        this.#forgetOldest();
        await this.#store(kept);
      },
      () => this.#forget(kept),
    );
    this.#listenTo(kept);
    this.#list.prepend(item);
    this.#kept = [kept, ...this.#kept];
    this.#forgetOldest();
    this.#list.scrollLeft = 0;
    return kept;
  }

  /** Has the file of a painting kept elsewhere, so that it takes no memory here. */
  async #store(kept: KeptResult): Promise<void> {
    const canvas = kept.item.querySelector("canvas");
    if (!this.#files || !kept.files || kept.key !== undefined || !canvas) return;
    const { file, thumbnail } = await kept.files;
    if (!file) return;
    const { width, height } = canvas.dataset;
    const sides = { width: Number(width), height: Number(height) };
    kept.key = await this.#files.add(kept.result, { ...sides, file, thumbnail });
    if (kept.key === undefined) return;
    kept.files = undefined;
    kept.bytes = 0;
  }

  #listenTo(kept: KeptResult): void {
    kept.item.firstElementChild?.addEventListener("click", () => void this.#goBack(kept));
  }

  async #goBack(kept: KeptResult): Promise<void> {
    const { recipe } = kept.result;
    const names = { photo: recipe.photo.title, style: stylesOf(recipe) };
    if (await this.#bringBack(kept)) {
      this.#context.announce(this.#context.text("result.restored", names));
    }
  }

  /** Shows a kept painting; false if something else was chosen while its file was read. */
  async #bringBack(kept: KeptResult): Promise<boolean> {
    const { recipe } = this.#context;
    const before = recipe.value;
    this.#wanted = kept;
    const { key } = kept;
    const file = key === undefined ? (await kept.files)?.file : await this.#files?.file(key);
    // A file that cannot be read any more is as one that is gone: it is painted again.
    const image = file && (await perform("decode", { file }).catch(() => undefined));
    if (this.#wanted !== kept || recipe.value !== before) return false;
    this.#restore(kept.result, image);
    this.#mark(kept);
    return true;
  }

  #mark(current: KeptResult): void {
    for (const kept of this.#kept) {
      kept.item.firstElementChild?.setAttribute("aria-pressed", String(kept === current));
    }
  }

  #forgetOldest(): void {
    let bytes = 0;
    for (const [index, kept] of this.#kept.entries()) {
      bytes += kept.bytes;
      if (index >= MOST || (bytes > MOST_BYTES && index > 0 && kept.bytes > 0)) this.#forget(kept);
    }
  }

  #forget(forgotten: KeptResult): void {
    this.#kept = this.#kept.filter((kept) => kept !== forgotten);
    forgotten.item.remove();
  }

  #item({ recipe }: Description, sides: Sides, thumbnail: HTMLCanvasElement): HTMLLIElement {
    const { width, height } = sides;
    thumbnail.dataset.width = String(width);
    thumbnail.dataset.height = String(height);
    const button = document.createElement("button");
    button.type = "button";
    const names = { photo: recipe.photo.title, style: stylesOf(recipe), width, height };
    button.ariaLabel = this.#context.text("result.kept_item", names);
    button.title = button.ariaLabel;
    button.append(thumbnail);
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}

function thumbnailCanvas({ width, height }: Sides): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const scale = THUMBNAIL / Math.max(width, height);
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  return canvas;
}

async function draw(thumbnail: Blob, canvas: HTMLCanvasElement): Promise<void> {
  const bitmap = await createImageBitmap(thumbnail);
  drawOn(canvas, bitmap);
  bitmap.close();
}

function drawOn(canvas: HTMLCanvasElement | null, picture: CanvasImageSource): void {
  const context = canvas?.getContext("2d");
  if (!context) return;
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
}
