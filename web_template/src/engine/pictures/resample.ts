// Antialiased triangle and cubic filters, the same arithmetic as Pillow's `Image.resize(...)` with
// BILINEAR and BICUBIC: browsers' own smoothing differs from one to the next, and painted pixels
// must not.

import type { Sides } from "../../shared/passes";
import type { Picture } from "../../shared/picture";
import { rowsOfTurn, type Turn } from "../base/yield";

const PRECISION_BITS = 22;
const ONE = 1 << PRECISION_BITS;
const HALF = ONE >> 1;

/** A weight for each distance from the centre, in pixels of the larger of both pictures. */
export interface Kernel {
  /** Distance from which on all weights are 0. */
  readonly radius: number;
  weight(distance: number): number;
}

/** Never overshoots: for photos that become smaller, and for shares. */
export const TRIANGLE: Kernel = {
  radius: 1,
  weight: (distance) => Math.max(0, 1 - distance),
};

/** R. G. Keys's cubic convolution of 1981, with a = -1/2: keeps edges crisp where pictures grow. */
export const CUBIC: Kernel = {
  radius: 2,
  weight(distance) {
    if (distance < 1) return (1.5 * distance - 2.5) * distance * distance + 1;
    if (distance < 2) return ((-0.5 * distance + 2.5) * distance - 4) * distance + 2;
    return 0;
  },
};

/** For each output position, the first input position and the fixed-point weights from there on. */
interface Filter {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

function filterOf({ radius, weight }: Kernel, from: number, to: number): Filter {
  const scale = from / to;
  const widening = Math.max(scale, 1);
  const support = radius * widening;
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
      taps[tap] = weight(Math.abs((start + tap - centre + 0.5) / widening));
      sum += taps[tap] as number;
    }
    for (let tap = 0; tap < count; tap++) {
      const share = ((taps[tap] as number) / sum) * ONE;
      weights[out * stride + tap] = Math.trunc(share + (share < 0 ? -0.5 : 0.5));
    }
    starts[out] = start;
    counts[out] = count;
  }
  return { starts, counts, weights, stride };
}

/** A sum of weights times bytes as a byte. */
function byteOf(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Narrows or widens rows. */
class RowResampler {
  readonly #filter: Filter;
  readonly #width: number;

  constructor(kernel: Kernel, from: number, to: number) {
    this.#filter = filterOf(kernel, from, to);
    this.#width = to;
  }

  /** Resamples a row of three bytes a pixel. */
  resampleColours(source: Uint8Array, target: Uint8Array): void {
    const { starts, counts, weights, stride } = this.#filter;
    for (let x = 0, out = 0; x < this.#width; x++, out += 3) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let index = (starts[x] as number) * 3;
      const end = x * stride + (counts[x] as number);
      for (let tap = x * stride; tap < end; tap++, index += 3) {
        const weight = weights[tap] as number;
        red += weight * (source[index] as number);
        green += weight * (source[index + 1] as number);
        blue += weight * (source[index + 2] as number);
      }
      target[out] = byteOf(red);
      target[out + 1] = byteOf(green);
      target[out + 2] = byteOf(blue);
    }
  }

  /** Resamples a row of one byte a pixel. */
  resampleBytes(source: Uint8Array, target: Uint8Array): void {
    const { starts, counts, weights, stride } = this.#filter;
    for (let x = 0; x < this.#width; x++) {
      let sum = HALF;
      const start = starts[x] as number;
      for (let tap = 0; tap < (counts[x] as number); tap++) {
        sum += (weights[x * stride + tap] as number) * (source[start + tap] as number);
      }
      target[x] = byteOf(sum);
    }
  }
}

/**
 * Resampled rows that are made as soon as the rows of the source that they need were given; no more
 * of those is remembered.
 */
class RowStream {
  readonly #bytes: 1 | 3;
  readonly #across: RowResampler | undefined;
  readonly #down: Filter | undefined;
  /** The last rows of the new width; a row's place is its number modulo their count. */
  readonly #rows: readonly Uint8Array[];
  readonly #sums: Int32Array;
  #given = 0;
  #made = 0;

  /** @param bytes of a pixel */
  constructor(
    kernel: Kernel,
    [fromWidth, fromHeight]: Sides,
    [width, height]: Sides,
    bytes: 1 | 3,
  ) {
    this.#bytes = bytes;
    this.#across = width === fromWidth ? undefined : new RowResampler(kernel, fromWidth, width);
    this.#down = height === fromHeight ? undefined : filterOf(kernel, fromHeight, height);
    const length = this.#down?.stride ?? 1;
    this.#rows = Array.from({ length }, () => new Uint8Array(width * bytes));
    this.#sums = new Int32Array(this.#down ? width * bytes : 0);
  }

  /** How many rows of the source were given. */
  get given(): number {
    return this.#given;
  }

  /** Takes the next row of the source. */
  give(row: Uint8Array): void {
    const target = this.#rows[this.#given++ % this.#rows.length] as Uint8Array;
    if (!this.#across) target.set(row);
    else if (this.#bytes === 3) this.#across.resampleColours(row, target);
    else this.#across.resampleBytes(row, target);
  }

  /** Writes the next resampled row, if all that it needs was given. */
  take(target: Uint8Array): boolean {
    const y = this.#made;
    if (!this.#down) {
      if (y >= this.#given) return false;
      target.set(this.#rows[0] as Uint8Array);
    } else {
      const { starts, counts } = this.#down;
      if (y >= starts.length) return false;
      if ((starts[y] as number) + (counts[y] as number) > this.#given) return false;
      this.#combine(this.#down, y, target);
    }
    this.#made++;
    return true;
  }

  #combine({ starts, counts, weights, stride }: Filter, y: number, target: Uint8Array): void {
    const sums = this.#sums.fill(HALF);
    for (let tap = 0; tap < (counts[y] as number); tap++) {
      const weight = weights[y * stride + tap] as number;
      const row = this.#rows[((starts[y] as number) + tap) % this.#rows.length] as Uint8Array;
      for (let i = 0; i < sums.length; i++) {
        sums[i] = (sums[i] as number) + weight * (row[i] as number);
      }
    }
    for (let i = 0; i < sums.length; i++) target[i] = byteOf(sums[i] as number);
  }
}

/** Resamples a picture whose rows come one after the other, remembering no more than it needs. */
export class Resampler {
  /** The resampled bytes. */
  readonly data: Uint8Array;
  readonly #stream: RowStream;
  readonly #rowBytes: number;
  #end = 0;

  /** @param bytes of a pixel */
  constructor(from: Sides, [width, height]: Sides, bytes: 1 | 3) {
    this.#rowBytes = width * bytes;
    this.data = new Uint8Array(this.#rowBytes * height);
    this.#stream = new RowStream(TRIANGLE, from, [width, height], bytes);
  }

  /** Takes the next row of the source. */
  add(row: Uint8Array): void {
    this.#stream.give(row);
    while (this.#stream.take(this.data.subarray(this.#end, this.#end + this.#rowBytes))) {
      this.#end += this.#rowBytes;
    }
  }
}

/** The rows of a picture at another size, one after the other. */
export class ResampledRows {
  readonly #data: Uint8Array;
  readonly #stream: RowStream;
  readonly #rowBytes: number;
  readonly #row: Uint8Array;

  /** @param bytes of a pixel */
  constructor(
    kernel: Kernel,
    { data, width, height }: Pick<Picture, "data" | "width" | "height">,
    sides: Sides,
    bytes: 1 | 3,
  ) {
    this.#data = data;
    this.#rowBytes = width * bytes;
    this.#stream = new RowStream(kernel, [width, height], sides, bytes);
    this.#row = new Uint8Array(sides[0] * bytes);
  }

  /** The next row, which is overwritten by the one after it. */
  next(): Uint8Array {
    while (!this.#stream.take(this.#row)) {
      const begin = this.#stream.given * this.#rowBytes;
      this.#stream.give(this.#data.subarray(begin, begin + this.#rowBytes));
    }
    return this.#row;
  }
}

/** All of a picture at another size; others get their turn now and then. */
export async function resized(picture: Picture, sides: Sides, turn?: Turn): Promise<Picture> {
  const [width, height] = sides;
  const data = await resizedBytes(picture.data, picture, sides, 3, turn);
  if (!picture.alpha) return { width, height, data };
  return { width, height, data, alpha: await resizedBytes(picture.alpha, picture, sides, 1, turn) };
}

async function resizedBytes(
  data: Uint8Array,
  { width, height }: Picture,
  sides: Sides,
  bytes: 1 | 3,
  turn: Turn | undefined,
): Promise<Uint8Array> {
  const resampler = new Resampler([width, height], sides, bytes);
  const rows = rowsOfTurn(width);
  for (let y = 0; y < height; y++) {
    if (turn && y % rows === 0) await turn();
    resampler.add(data.subarray(y * width * bytes, (y + 1) * width * bytes));
  }
  return resampler.data;
}
