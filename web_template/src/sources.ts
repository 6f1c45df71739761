import { StylizerError } from "./api/errors";
import type { PictureSource } from "./api/types";
import type { SentPicture } from "./engine/protocol";

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
  try {
    if (isImageElement(source)) await source.decode();
    return { source: await createImageBitmap(source) };
  } catch (cause) {
    throw new StylizerError(
      "not-an-image",
      "This picture cannot be read: it is empty, not loaded yet, or not an image.",
      { cause },
    );
  }
}

function isImageElement(source: PictureSource): source is HTMLImageElement {
  return typeof HTMLImageElement !== "undefined" && source instanceof HTMLImageElement;
}
