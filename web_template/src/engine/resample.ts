// Antialiased triangle filter, the same arithmetic as Pillow's `Image.resize(..., BILINEAR)`:
// browsers' own smoothing differs from one to the next, and painted pixels must not.

import type { Picture } from "./picture";

const PRECISION_BITS = 22;
const ONE = 1 << PRECISION_BITS;
const HALF = ONE >> 1;

/** For each output position, the first input position and the fixed-point weights from there on. */
interface Filter {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

function triangleFilter(from: number, to: number): Filter {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Int32Array(to * stride);
  const taps = new Float64Array(stride);
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const distance = Math.abs((start + tap - centre + 0.5) / support);
      const weight = Math.max(0, 1 - distance);
      taps[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap++) {
      weights[out * stride + tap] = Math.trunc(((taps[tap] as number) / sum) * ONE + 0.5);
    }
    starts[out] = start;
    counts[out] = count;
  }
  return { starts, counts, weights, stride };
}

/** Narrows or widens rows of `channels` bytes a pixel; rows come one after the other. */
export class RowResampler {
  readonly #filter: Filter;
  readonly #width: number;

  constructor(from: number, to: number) {
    this.#filter = triangleFilter(from, to);
    this.#width = to;
  }

  /** Resamples the RGB row that begins at byte `offset` of `source` into `target`. */
  resample(source: Uint8Array, offset: number, target: Uint8Array, targetOffset: number): void {
    const { starts, counts, weights, stride } = this.#filter;
    for (let x = 0; x < this.#width; x++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let index = offset + (starts[x] as number) * 3;
      const end = x * stride + (counts[x] as number);
      for (let tap = x * stride; tap < end; tap++, index += 3) {
        const weight = weights[tap] as number;
        red += weight * (source[index] as number);
        green += weight * (source[index + 1] as number);
        blue += weight * (source[index + 2] as number);
      }
      const out = targetOffset + x * 3;
      target[out] = red >> PRECISION_BITS;
      target[out + 1] = green >> PRECISION_BITS;
      target[out + 2] = blue >> PRECISION_BITS;
    }
  }
}

/** Resamples the columns of a picture to a new height. */
export function resampleHeight(picture: Picture, height: number): Picture {
  if (height === picture.height) return picture;
  const { starts, counts, weights, stride } = triangleFilter(picture.height, height);
  const rowBytes = picture.width * 3;
  const data = new Uint8Array(rowBytes * height);
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    for (let tap = 0; tap < (counts[y] as number); tap++) {
      const weight = weights[y * stride + tap] as number;
      const row = ((starts[y] as number) + tap) * rowBytes;
      for (let i = 0; i < rowBytes; i++) {
        sums[i] = (sums[i] as number) + weight * (picture.data[row + i] as number);
      }
    }
    const out = y * rowBytes;
    for (let i = 0; i < rowBytes; i++) data[out + i] = (sums[i] as number) >> PRECISION_BITS;
  }
  return { width: picture.width, height, data };
}
