// The last paintings, to return to: kept as files, which take far less memory than pixels.

import { byId, elements } from "../page/elements";
import type { Result } from "../painting/result";
import { encodedCanvas } from "../pixels/encode";
import { canvasOf } from "../pixels/read";
import { stylesOf } from "../stage/stage";
import type { StudioContext } from "../tool";

const MOST = 12;
const MOST_BYTES = 96e6;

/** Larger paintings are not kept; they are painted again. */
const MOST_PIXELS = 8e6;

const THUMBNAIL = 96;

interface KeptResult {
  readonly result: Omit<Result, "image">;
  /** The painting as PNG; undefined where it is too large. */
  readonly file: Promise<Blob> | undefined;
  readonly item: HTMLLIElement;
  bytes: number;
}

export class ResultHistory {
  readonly #context: StudioContext;
  readonly #restore: (result: Omit<Result, "image">, image: ImageData | undefined) => void;
  readonly #list = byId("kept", HTMLOListElement);
  #kept: readonly KeptResult[] = [];

  /** @param restore shows a painting again; where its pixels are undefined, it has to be painted */
  constructor(
    context: StudioContext,
    restore: (result: Omit<Result, "image">, image: ImageData | undefined) => void,
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

  #add({ image, ...result }: Result, canvas: HTMLCanvasElement): KeptResult {
    const small = image.width * image.height <= MOST_PIXELS;
    const file = small ? encodedCanvas(canvas, { type: "image/png", quality: 1 }) : undefined;
    const item = this.#item(result, canvas);
    const kept: KeptResult = { result, file, item, bytes: 0 };
    // What cannot be kept as a file is painted again.
    void file?.then(
      ({ size }) => {
        kept.bytes = size;
        this.#forgetOldest();
      },
      () => this.#forget(kept),
    );
    item.firstElementChild?.addEventListener("click", () => void this.#goBack(kept));
    this.#list.prepend(item);
    this.#kept = [kept, ...this.#kept];
    this.#forgetOldest();
    this.#list.scrollLeft = 0;
    return kept;
  }

  async #goBack(kept: KeptResult): Promise<void> {
    const { photo } = kept.result.recipe;
    this.#restore(kept.result, kept.file && (await decoded(await kept.file)));
    this.#mark(kept);
    const names = { photo: photo.title, style: stylesOf(kept.result.recipe) };
    this.#context.announce(this.#context.text("result.restored", names));
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
      if (index >= MOST || (bytes > MOST_BYTES && index > 0)) this.#forget(kept);
    }
  }

  #forget(forgotten: KeptResult): void {
    this.#kept = this.#kept.filter((kept) => kept !== forgotten);
    forgotten.item.remove();
  }

  #item({ recipe }: Omit<Result, "image">, canvas: HTMLCanvasElement): HTMLLIElement {
    const { width, height } = canvas;
    const thumbnail = document.createElement("canvas");
    const scale = THUMBNAIL / Math.max(width, height);
    thumbnail.width = Math.max(1, Math.round(width * scale));
    thumbnail.height = Math.max(1, Math.round(height * scale));
    const context = thumbnail.getContext("2d");
    if (context) context.imageSmoothingQuality = "high";
    context?.drawImage(canvas, 0, 0, thumbnail.width, thumbnail.height);
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
