// How much there is to see in a picture: statistics of a frame that shows little are none to paint others
// with, and its own vanish in the rounding of numbers.

import type { Picture } from "../../shared/picture";

/** Pixels of a picture that are looked at, about. */
const SAMPLE = 4000;

/** Contrast, in levels of 255, below which a picture shows nothing to freeze statistics of. */
const FLAT = 2;

/** Times that the contrast may change until statistics are those of another picture. */
const OTHER = 1.5;

/** The largest standard deviation of a picture's channels, from a sample of its pixels. */
export function contrastOf({ data }: Picture): number {
  const pixels = data.length / 3;
  // Odd, so that patterns of every second pixel or row are seen.
  const step = 3 * (Math.floor(pixels / SAMPLE) | 1);
  return Math.max(...[0, 1, 2].map((channel) => deviation(data, channel, step)));
}

function deviation(data: Uint8Array, first: number, step: number): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = first; i < data.length; i += step) {
    const value = data[i] as number;
    count++;
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(squares / count - (sum / count) ** 2, 0));
}

/** Whether a frame of this contrast shows hardly anything. */
export function isFlat(contrast: number): boolean {
  return contrast < FLAT;
}

/** Whether a frame of one contrast tells nothing of one of another: films fade in and out. */
export function isOther(contrast: number, measured: number): boolean {
  return contrast > measured * OTHER || contrast * OTHER < measured;
}
