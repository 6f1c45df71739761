// Pictures to and from the numbers that networks take and give.

import type { Picture } from "./picture";

/** Pixels / 255, row after row, three channels: what the style network looks at. */
export function toUnit(picture: Picture): Float32Array {
  const values = new Float32Array(picture.data.length);
  for (let i = 0; i < values.length; i++) values[i] = (picture.data[i] as number) / 255;
  return values;
}

/** Length of a side once it is padded for a transformer. */
export function paddedSide(side: number, multiple: number, minimum: number): number {
  return Math.max(Math.ceil(side / multiple) * multiple, minimum);
}

/** Source position for each padded one: mirrored past the edge, or the edge where it is too short. */
function paddedPositions(side: number, padded: number): Int32Array {
  const mirrors = padded - side <= side - 1;
  return Int32Array.from({ length: padded }, (_, position) => {
    if (position < side) return position;
    return mirrors ? 2 * (side - 1) - position : side - 1;
  });
}

/** Pads a picture at the right and the bottom; values in [0, 1], [height, width, 3]. */
export function padded(picture: Picture, width: number, height: number): Float32Array {
  const columns = paddedPositions(picture.width, width);
  const rows = paddedPositions(picture.height, height);
  const values = new Float32Array(width * height * 3);
  let out = 0;
  for (const row of rows) {
    const start = row * picture.width;
    for (const column of columns) {
      const pixel = (start + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        values[out++] = (picture.data[pixel + channel] as number) / 255;
      }
    }
  }
  return values;
}

/** What a transformer gives before its pixel shuffle, [rows, columns, size * size * 3]. */
export interface Cells {
  readonly values: ArrayLike<number>;
  /** Cells in a row. */
  readonly columns: number;
  /** Pixels along the side of a cell. */
  readonly size: number;
}

/** Shuffles cells (channel = (dy * size + dx) * 3 + colour) to the RGBA bytes of a cropped picture. */
export function shufflePixels(
  cells: Cells,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  const { values, columns, size } = cells;
  const depth = size * size * 3;
  const rgba = new Uint8ClampedArray(width * height * 4);
  let out = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / size) * columns;
    const dy = (y % size) * size;
    for (let x = 0; x < width; x++, out += 4) {
      const pixel = (row + Math.floor(x / size)) * depth + (dy + (x % size)) * 3;
      rgba[out] = Math.floor((values[pixel] as number) * 255 + 0.5);
      rgba[out + 1] = Math.floor((values[pixel + 1] as number) * 255 + 0.5);
      rgba[out + 2] = Math.floor((values[pixel + 2] as number) * 255 + 0.5);
      rgba[out + 3] = 255;
    }
  }
  return rgba;
}
