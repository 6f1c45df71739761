// Keeps strokes where they were: blends each painted frame with the one before, moved as the photo moved.

import type { Picture } from "../../shared/picture";
import { BLOCK, type Motion, motionOf, type Pyramid, pyramidOf } from "../pictures/motion";
import type { Canvas } from "../pictures/pixels";

/** Share of a painting that is the one before, where the photo shows the same. */
const KEPT = 0.7;

/** By how many levels of 255 the photo differs where it shows the same: in a clean film, and in a noisy one. */
const SAME = 4;
const NOISY = 10;

/** How many times as much it may differ until nothing is kept. */
const OTHER = 3;

/** Pixels from the centre to the sides of the square in which photos are compared. */
const REACH = 2;

/** Each so many pixels are looked at to know how noisy a film is: not every second or third row. */
const SAMPLE = 31;

/** Parts of a pixel that a painting is moved by. */
const PARTS = 16;

/**
 * Slope of the kernel that paintings are moved by, at a distance of one pixel: what is moved from frame to
 * frame grows blurred with Catmull and Rom's -0.5.
 */
const SLOPE = -0.9;

/** Weights of the four pixels around a place, for each part of a pixel (Keys 1981). */
const TAPS = Float32Array.from({ length: 4 * PARTS }, (_, i) =>
  cubic(Math.abs((i % 4) - 1 - (i >> 2) / PARTS)),
);

function cubic(distance: number): number {
  if (distance < 1) return ((SLOPE + 2) * distance - (SLOPE + 3)) * distance ** 2 + 1;
  return SLOPE * (distance - 1) * (distance - 2) ** 2;
}

/** A photo and its painting. */
interface Frame {
  readonly photo: Picture;
  readonly pyramid: Pyramid;
  readonly painted: Canvas;
}

/** The strokes of the frames so far. */
export class SteadyStrokes {
  #last: Frame | undefined;

  /** Begins anew: the next painting stays as it is. */
  forget(): void {
    this.#last = undefined;
  }

  /**
   * Blends a painting with the one before, in place.
   *
   * @param photo what was painted, at the painting's size
   */
  blend(photo: Picture, painted: Canvas): void {
    const pyramid = pyramidOf(photo);
    if (this.#last) {
      const field = new Field(motionOf(pyramid, this.#last.pyramid), photo);
      const before = moved(this.#last.photo.data, 3, field, photo);
      const kept = sharesOf(differences(photo, before, field), photo);
      mix(painted, moved(this.#last.painted.data, 4, field, photo), kept);
    }
    const { width, height, data } = painted;
    this.#last = { photo, pyramid, painted: { width, height, data: data.slice() } };
  }
}

/** Where each pixel was, in parts of a pixel: interpolated between the centres of the blocks. */
class Field {
  readonly x: Int32Array;
  readonly y: Int32Array;

  constructor(motion: Motion, { width, height }: Picture) {
    this.x = everywhere(motion.x, motion, width, height);
    this.y = everywhere(motion.y, motion, width, height);
  }
}

function everywhere(
  values: Float32Array,
  { columns, rows }: Motion,
  width: number,
  height: number,
): Int32Array {
  const all = new Int32Array(width * height);
  const line = new Float32Array(columns);
  for (let y = 0, i = 0; y < height; y++) {
    const [above, below, down] = between(y, rows);
    for (let column = 0; column < columns; column++) {
      const upper = values[above * columns + column] as number;
      line[column] = upper + down * ((values[below * columns + column] as number) - upper);
    }
    for (let x = 0; x < width; x++, i++) {
      const at = Math.min(Math.max((x + 0.5) / BLOCK - 0.5, 0), columns - 1);
      const first = Math.floor(at);
      const left = line[first] as number;
      const right = line[Math.min(first + 1, columns - 1)] as number;
      all[i] = Math.round(PARTS * (left + (at - first) * (right - left)));
    }
  }
  return all;
}

/** The blocks before and after a pixel's row, and how far it is from one to the other. */
function between(pixel: number, count: number): readonly [number, number, number] {
  const at = Math.min(Math.max((pixel + 0.5) / BLOCK - 0.5, 0), count - 1);
  const first = Math.floor(at);
  return [first, Math.min(first + 1, count - 1), at - first];
}

/** Colours where they are now, [pixels, 3], of what has so many channels. */
function moved(
  colours: ArrayLike<number>,
  channels: number,
  { x, y }: Field,
  { width, height }: Picture,
): Uint8ClampedArray {
  const found = new Uint8ClampedArray(3 * width * height);
  const rows = new Int32Array(4);
  const columns = new Int32Array(4);
  for (let line = 0, i = 0; line < height; line++) {
    for (let place = 0; place < width; place++, i++) {
      const [right, down] = [x[i] as number, y[i] as number];
      const column = place + Math.floor(right / PARTS);
      const row = line + Math.floor(down / PARTS);
      for (let tap = 0; tap < 4; tap++) {
        columns[tap] = channels * Math.min(Math.max(column + tap - 1, 0), width - 1);
        rows[tap] = channels * width * Math.min(Math.max(row + tap - 1, 0), height - 1);
      }
      const across = 4 * (right & (PARTS - 1));
      const along = 4 * (down & (PARTS - 1));
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let v = 0; v < 4; v++) {
          const at = (rows[v] as number) + k;
          sum +=
            (TAPS[along + v] as number) *
            ((TAPS[across] as number) * (colours[at + (columns[0] as number)] as number) +
              (TAPS[across + 1] as number) * (colours[at + (columns[1] as number)] as number) +
              (TAPS[across + 2] as number) * (colours[at + (columns[2] as number)] as number) +
              (TAPS[across + 3] as number) * (colours[at + (columns[3] as number)] as number));
        }
        found[3 * i + k] = sum;
      }
    }
  }
  return found;
}

/** By how many levels each pixel of a photo differs from what was there; 255 where that is outside. */
function differences(
  { width, height, data }: Picture,
  before: Uint8ClampedArray,
  { x, y }: Field,
): Float32Array {
  const found = new Float32Array(width * height);
  for (let i = 0, at = 0; i < found.length; i++, at += 3) {
    const column = (i % width) + Math.round((x[i] as number) / PARTS);
    const row = Math.floor(i / width) + Math.round((y[i] as number) / PARTS);
    const isInside = column >= 0 && column < width && row >= 0 && row < height;
    found[i] = isInside
      ? (Math.abs((data[at] as number) - (before[at] as number)) +
          Math.abs((data[at + 1] as number) - (before[at + 1] as number)) +
          Math.abs((data[at + 2] as number) - (before[at + 2] as number))) /
        3
      : 255;
  }
  return found;
}

/** How much of the painting before is kept at each pixel: the noise of a film is no change. */
function sharesOf(found: Float32Array, { width, height }: Picture): Float32Array {
  const least = found.filter((_, i) => i % SAMPLE === 0).sort();
  const noise = least[least.length >> 2] as number;
  const same = Math.min(Math.max(SAME, 3 * noise), NOISY);
  const across = averaged(found, width, height, 1);
  const shares = averaged(across, height, width, width);
  for (let i = 0; i < shares.length; i++) {
    const other = ((shares[i] as number) - same) / ((OTHER - 1) * same);
    shares[i] = KEPT * Math.min(Math.max(1 - other, 0), 1);
  }
  return shares;
}

/**
 * Means over `REACH` pixels on both sides, along lines.
 *
 * @param step from one value of a line to the next: 1 for rows, the width for columns
 */
function averaged(values: Float32Array, length: number, lines: number, step: number): Float32Array {
  const means = new Float32Array(values.length);
  const next = step === 1 ? length : 1;
  const clamped = (at: number) => Math.min(Math.max(at, 0), length - 1) * step;
  for (let line = 0; line < lines; line++) {
    const first = line * next;
    let sum = 0;
    for (let tap = -REACH - 1; tap < REACH; tap++) sum += values[first + clamped(tap)] as number;
    for (let at = 0; at < length; at++) {
      sum += values[first + clamped(at + REACH)] as number;
      sum -= values[first + clamped(at - REACH - 1)] as number;
      means[first + at * step] = sum / (2 * REACH + 1);
    }
  }
  return means;
}

/** Mixes what was painted before, moved, into a painting. */
function mix({ data }: Canvas, before: Uint8ClampedArray, kept: Float32Array): void {
  for (let i = 0; i < kept.length; i++) {
    const share = kept[i] as number;
    for (let k = 0; k < 3; k++) {
      const here = data[4 * i + k] as number;
      data[4 * i + k] = here + share * ((before[3 * i + k] as number) - here);
    }
  }
}
