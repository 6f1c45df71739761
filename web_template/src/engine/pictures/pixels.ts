// Pictures to and from the numbers that networks take and give.

import type { Sides } from "../../shared/passes";
import type { Picture } from "../../shared/picture";
import { type Area, heightOf, widthOf } from "../base/area";
import type { Cells } from "./cells";

const UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Pixels / 255, row after row, three channels: what the style network looks at. */
export function toUnit(picture: Picture): Float32Array {
  const values = new Float32Array(picture.data.length);
  for (let i = 0; i < values.length; i++) values[i] = UNIT[picture.data[i] as number] as number;
  return values;
}

/** Length of a side once it is padded for a transformer. */
export function paddedSide(side: number, multiple: number, minimum: number): number {
  return Math.max(Math.ceil(side / multiple) * multiple, minimum);
}

/** The position that mirrors at both edges show at `position`, however far outside that is. */
export function mirrored(position: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((position % period) + period) % period;
  return within < length ? within : period - within;
}

/** The pixels of a side that is padded to `padded` which are seen at `from` to `to`. */
function positions(
  from: number,
  to: number,
  side: number,
  padded: number,
  margin: number,
): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) =>
    mirrored(mirrored(from + i, padded) - margin, side),
  );
}

/**
 * Pixels around a picture that are painted and cut off. Each layer of a network mirrors what it sees at
 * its border, which draws lines along the outermost two or three pixels: they are no strokes.
 */
const MARGIN = 4;

/** The sides of a picture once it is padded, and how many pixels of that are on its left and above it. */
export interface PaddedSize {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

/** A picture's sides once it is padded for a transformer. */
export function paddedSize(
  [width, height]: Sides,
  { multiple, minimum }: { readonly multiple: number; readonly minimum: number },
): PaddedSize {
  const margin = paddedSide(MARGIN, multiple, 0);
  return {
    width: paddedSide(width + 2 * margin, multiple, minimum),
    height: paddedSide(height + 2 * margin, multiple, minimum),
    margin,
  };
}

/**
 * An area of a picture that is padded, mirrored beyond its border.
 *
 * @returns values in [0, 1], [height, width, 3]; in `target` where that is given
 */
export function valuesOf(
  { data, width, height }: Picture,
  padded: PaddedSize,
  area: Area,
  target = new Float32Array(widthOf(area) * heightOf(area) * 3),
): Float32Array {
  const columns = positions(area.left, area.right, width, padded.width, padded.margin);
  const rows = positions(area.top, area.bottom, height, padded.height, padded.margin);
  let out = 0;
  for (const row of rows) {
    const start = row * width;
    for (let x = 0; x < columns.length; x++, out += 3) {
      const pixel = (start + (columns[x] as number)) * 3;
      target[out] = UNIT[data[pixel] as number] as number;
      target[out + 1] = UNIT[data[pixel + 1] as number] as number;
      target[out + 2] = UNIT[data[pixel + 2] as number] as number;
    }
  }
  return target;
}

/** An RGBA picture in the making. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Shuffles cells to the bytes of a picture.
 *
 * @param place where in the padded picture the cells lie
 * @param wanted the part of them that is taken; what lies outside of the picture is left out
 * @param alpha the picture's opacity; opaque where undefined
 */
export function writePixels(
  { values, columns, size }: Cells,
  place: Area,
  wanted: Area,
  { margin }: PaddedSize,
  { width, height, data }: Canvas,
  alpha: Uint8Array | undefined,
): void {
  const rgba = new Uint32Array(data.buffer);
  const depth = size * size * 3;
  const [top, left] = [Math.max(wanted.top - margin, 0), Math.max(wanted.left - margin, 0)];
  const bottom = Math.min(wanted.bottom - margin, height);
  const right = Math.min(wanted.right - margin, width);
  const [column, skipped] = split(left + margin - place.left, size);
  for (let y = top; y < bottom; y++) {
    const [row, dy] = split(y + margin - place.top, size);
    let value = (row * columns + column) * depth + (dy * size + skipped) * 3;
    let dx = skipped;
    const end = y * width + right;
    for (let pixel = y * width + left; pixel < end; pixel++, value += 3) {
      if (dx === size) {
        dx = 0;
        value += depth - size * 3;
      }
      dx++;
      const red = ((values[value] as number) * 255 + 0.5) | 0;
      const green = ((values[value + 1] as number) * 255 + 0.5) | 0;
      const blue = ((values[value + 2] as number) * 255 + 0.5) | 0;
      const opacity = alpha ? (alpha[pixel] as number) : 255;
      rgba[pixel] = (opacity << 24) | (blue << 16) | (green << 8) | red;
    }
  }
}

/** A position as the cell it lies in and the place there. */
function split(position: number, size: number): [number, number] {
  return [Math.floor(position / size), position % size];
}
