// Antialiased triangle filter, the same arithmetic as Pillow's `Image.resize(..., BILINEAR)`:
// browsers' own smoothing differs from one to the next, and painted pixels must not.

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

/** Narrows or widens rows. */
class RowResampler {
  readonly #filter: Filter;
  readonly #width: number;

  constructor(from: number, to: number) {
    this.#filter = triangleFilter(from, to);
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
      target[out] = red >> PRECISION_BITS;
      target[out + 1] = green >> PRECISION_BITS;
      target[out + 2] = blue >> PRECISION_BITS;
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
      target[x] = sum >> PRECISION_BITS;
    }
  }
}

/** Width and height. */
export type Sides = readonly [number, number];

/** Resamples a picture whose rows come one after the other, remembering no more than it needs. */
export class Resampler {
  /** The resampled bytes. */
  readonly data: Uint8Array;
  readonly #bytes: 1 | 3;
  readonly #rowBytes: number;
  readonly #across: RowResampler | undefined;
  readonly #down: Filter | undefined;
  /** The last rows of the new width; a row's place is its number modulo their count. */
  readonly #rows: readonly Uint8Array[];
  readonly #sums: Int32Array;
  #given = 0;
  #made = 0;

  /** @param bytes of a pixel */
  constructor([fromWidth, fromHeight]: Sides, [width, height]: Sides, bytes: 1 | 3) {
    this.#bytes = bytes;
    this.#rowBytes = width * bytes;
    this.data = new Uint8Array(this.#rowBytes * height);
    this.#across = width === fromWidth ? undefined : new RowResampler(fromWidth, width);
    this.#down = height === fromHeight ? undefined : triangleFilter(fromHeight, height);
    const length = this.#down?.stride ?? 0;
    this.#rows = Array.from({ length }, () => new Uint8Array(this.#rowBytes));
    this.#sums = new Int32Array(this.#down ? this.#rowBytes : 0);
  }

  /** Takes the next row of the source. */
  add(row: Uint8Array): void {
    const index = this.#given++;
    if (!this.#down) {
      const begin = index * this.#rowBytes;
      this.#narrow(row, this.data.subarray(begin, begin + this.#rowBytes));
      return;
    }
    this.#narrow(row, this.#rows[index % this.#rows.length] as Uint8Array);
    const { starts, counts } = this.#down;
    while (this.#made < starts.length) {
      const last = (starts[this.#made] as number) + (counts[this.#made] as number) - 1;
      if (last > index) return;
      this.#combine(this.#down, this.#made++);
    }
  }

  #narrow(row: Uint8Array, target: Uint8Array): void {
    if (!this.#across) target.set(row);
    else if (this.#bytes === 3) this.#across.resampleColours(row, target);
    else this.#across.resampleBytes(row, target);
  }

  #combine({ starts, counts, weights, stride }: Filter, y: number): void {
    const { data } = this;
    const sums = this.#sums.fill(HALF);
    for (let tap = 0; tap < (counts[y] as number); tap++) {
      const weight = weights[y * stride + tap] as number;
      const row = this.#rows[((starts[y] as number) + tap) % this.#rows.length] as Uint8Array;
      for (let i = 0; i < sums.length; i++) {
        sums[i] = (sums[i] as number) + weight * (row[i] as number);
      }
    }
    const out = y * this.#rowBytes;
    for (let i = 0; i < sums.length; i++) data[out + i] = (sums[i] as number) >> PRECISION_BITS;
  }
}
