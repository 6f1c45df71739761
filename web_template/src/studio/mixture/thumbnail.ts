// What stands for a style where its picture is too large, or not there at all.

import { addressOf, LISTED } from "../model/pictures";
import type { StyleSource } from "../model/recipe";

/** The style's picture, or a pattern of its numbers where it came without one; without words. */
export function thumbnail(source: StyleSource): HTMLElement {
  if (source.kind === "vector") return fingerprint(source.vector);
  const { picture } = source;
  const image = document.createElement("img");
  image.src = picture.sample?.thumbnail ?? addressOf(picture, LISTED);
  image.alt = "";
  image.decoding = "async";
  return image;
}

/** A square of grey cells, a cell a number: the same for equal styles, and for no others. */
function fingerprint(vector: readonly number[]): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.className = "fingerprint";
  const side = Math.ceil(Math.sqrt(vector.length));
  canvas.width = side;
  canvas.height = side;
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    // Most numbers of a style vector lie between -3 and 3.
    const grey = 128 + 42 * (vector[i] ?? 0);
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
