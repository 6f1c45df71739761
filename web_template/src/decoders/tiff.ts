// A worker that decodes TIFF pictures, as scanners and editors write them: the first of a file.

import { decode, decodeImage, toRGBA8 } from "utif2";
import { MOST_PIXELS } from "../shared/picture";
import { answerWith, colorSpaceOf, drawn } from "./answer";

/** Numbers of tags (TIFF 6.0, and ICC.1). */
const [WIDTH, HEIGHT, ORIENTATION, PROFILE] = ["t256", "t257", "t274", "t34675"] as const;

/** By orientation, where a column's and a row's step go, from 1 on: across, down. */
const STEPS = [
  [1, 0, 0, 1],
  [-1, 0, 0, 1],
  [-1, 0, 0, -1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, 1, -1, 0],
  [0, -1, -1, 0],
  [0, -1, 1, 0],
] as const;

answerWith(async (file) => {
  const [first] = decode(file);
  if (!first) return undefined;
  const [width, height] = [numberOf(first[WIDTH]), numberOf(first[HEIGHT])];
  if (!(width * height <= MOST_PIXELS)) return undefined;
  decodeImage(file, first);
  const colorSpace = colorSpaceOf(Uint8Array.from((first[PROFILE] ?? []) as number[]));
  const pixels = new ImageData(width, height, { colorSpace });
  pixels.data.set(toRGBA8(first));
  return upright(drawn(pixels), numberOf(first[ORIENTATION]));
});

function numberOf(tag: unknown): number {
  return Number((tag as readonly number[] | undefined)?.[0]);
}

/** A picture as the file's orientation turns it; anything but a number from 1 to 8 turns nothing. */
function upright(picture: OffscreenCanvas, orientation: number): OffscreenCanvas {
  const steps = STEPS[orientation - 1];
  if (!steps || orientation === 1) return picture;
  const { width, height } = picture;
  const [a, b, c, d] = steps;
  const turned = a === 0 ? new OffscreenCanvas(height, width) : new OffscreenCanvas(width, height);
  const context = turned.getContext("2d");
  // What would lie left of the canvas, or above it, is moved onto it.
  const left = Math.min(0, a * width + c * height);
  const top = Math.min(0, b * width + d * height);
  context?.setTransform(a, b, c, d, -left, -top);
  context?.drawImage(picture, 0, 0);
  return turned;
}
