// The last paintings, to return to: kept as files, which take far less memory than pixels.

import { sameRecipe } from "../model/history";
import type { Recipe } from "../model/recipe";
import { byId, elements } from "../page/elements";
import type { Result } from "../painting/result";
import { encodedCanvas } from "../pixels/encode";
import { canvasOf } from "../pixels/read";
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

interface KeptResult {
  readonly result: Description;
  readonly item: HTMLLIElement;
  /** The painting as PNG; undefined where it is too large, or kept elsewhere. */
  file: Promise<Blob> | undefined;
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

  /** Keeps a result that the stage's canvas shows. */
  addShown(result: Result): void {
    const again = this.#kept.find((kept) => kept.result.recipe === result.recipe);
    this.#mark(again ?? this.#add(result, elements.painting));
    this.#list.hidden = this.#kept.length < 2;
  }

  /** Keeps a result that is not shown. */
  add(result: Result): void {
    this.#add(result, canvasOf(result.image));
    this.#list.hidden = false;
  }

  /** Keeps files elsewhere from now on, where there are those of earlier visits already. */
  keepIn(files: KeptFiles, earlier: readonly EarlierResult[]): void {
    this.#files = files;
    for (const kept of this.#kept) void this.#store(kept);
    for (const { key, width, height, thumbnail, ...result } of [...earlier].reverse()) {
      const canvas = thumbnailCanvas({ width, height });
      void createImageBitmap(thumbnail).then((bitmap) => drawSmall(bitmap, canvas), console.warn);
      const item = this.#item(result, { width, height }, canvas);
      const kept: KeptResult = { result, item, file: undefined, key, bytes: 0 };
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

  /** Forgets the paintings whose files were kept elsewhere, and are no more. */
  forgetStored(): void {
    for (const kept of this.#kept) if (kept.key !== undefined) this.#forget(kept);
    this.#list.hidden = this.#kept.length < 2;
  }

  #add({ image, ...result }: Result, canvas: HTMLCanvasElement): KeptResult {
    const small = image.width * image.height <= MOST_PIXELS;
    const file = small ? encodedCanvas(canvas, { type: "image/png", quality: 1 }) : undefined;
    const thumbnail = thumbnailCanvas(image);
    drawSmall(canvas, thumbnail);
    const item = this.#item(result, image, thumbnail);
    const kept: KeptResult = { result, item, file, key: undefined, bytes: 0 };
    // What cannot be kept as a file is painted again.
    void file?.then(
      ({ size }) => {
        kept.bytes = size;
        this.#forgetOldest();
        void this.#store(kept);
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
    if (!this.#files || !kept.file || kept.key !== undefined || !canvas) return;
    const file = await kept.file;
    const thumbnail = await encodedCanvas(canvas, { type: "image/png", quality: 1 });
    const { width, height } = canvas.dataset;
    const sides = { width: Number(width), height: Number(height) };
    kept.key = await this.#files.add(kept.result, { ...sides, file, thumbnail });
    if (kept.key === undefined) return;
    kept.file = undefined;
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
    const file = kept.key === undefined ? kept.file : this.#files?.file(kept.key);
    const blob = await file;
    const image = blob && (await decoded(blob));
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

function drawSmall(picture: HTMLCanvasElement | ImageBitmap, canvas: HTMLCanvasElement): void {
  const context = canvas.getContext("2d");
  if (context) context.imageSmoothingQuality = "high";
  context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

async function decoded(file: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
