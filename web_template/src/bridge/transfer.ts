import { failure } from "../api/errors";
import type { PictureSource } from "../api/types";
import { hiddenCanvas } from "../shared/canvas";
import { checkPixels } from "../shared/picture";
import type { SentPicture } from "../shared/protocol";

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

const keys = new WeakMap<Blob, number>();
let lastKey = 0;

/** Blobs never change, so the worker may remember what it read from one. */
function keyOf(blob: Blob): number {
  let key = keys.get(blob);
  if (key === undefined) {
    key = ++lastKey;
    keys.set(blob, key);
  }
  return key;
}

/** Brings a source into a form that can be sent to the worker, where it is decoded. */
export async function toSent(source: PictureSource): Promise<SentPicture> {
  if (source instanceof Blob) return { source, key: keyOf(source) };
  if (source instanceof ImageData) return { source };
  return { source: await bitmapOf(source) };
}

/** The same for a frame, which the browser resamples on the way: quickly rather than exactly. */
export async function toSentFrame(
  source: PictureSource,
  width: number,
  height: number,
): Promise<SentPicture> {
  const fits = source instanceof ImageData && source.width === width && source.height === height;
  if (fits || source instanceof Blob) return { source };
  return {
    source: await bitmapOf(source, {
      resizeWidth: width,
      resizeHeight: height,
      resizeQuality: "medium",
    }),
  };
}

/** The pixels of a source, read on the page. */
export async function pixelsOf(source: PictureSource): Promise<ImageData> {
  if (source instanceof ImageData) return source;
  const bitmap = source instanceof Blob ? await createImageBitmap(source) : await bitmapOf(source);
  const { width, height } = bitmap;
  checkPixels(width, height);
  const canvas = hiddenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true }) as Context;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

/** What moves to the worker instead of being copied. */
export function transferable(source: unknown): Transferable[] {
  return typeof ImageBitmap !== "undefined" && source instanceof ImageBitmap ? [source] : [];
}

async function bitmapOf(
  source: Exclude<PictureSource, Blob>,
  options?: ImageBitmapOptions,
): Promise<ImageBitmap> {
  try {
    if (isImageElement(source)) await source.decode();
    return await createImageBitmap(source, options);
  } catch (cause) {
    throw failure("picture_unloaded", {}, { cause });
  }
}

function isImageElement(source: PictureSource): source is HTMLImageElement {
  return typeof HTMLImageElement !== "undefined" && source instanceof HTMLImageElement;
}
