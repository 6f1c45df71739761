// Puts the layers of a painting together by their masks, row by row.

import type { Layer } from "../model/masks";
import type { Masks } from "../model/recipe";

/** Pictures of one size; those whose shares are 0 everywhere may be left out. */
export type Layers = { readonly [L in Layer]?: ImageData | undefined };

/** The picture that the layers and their masks, scaled to it with soft transitions, make. */
export function composed(layers: Layers, masks: Masks): ImageData {
  const { width, height } = anyOf(layers);
  const out = new ImageData(width, height);
  composeRows(layers, masks, out, 0, height);
  return out;
}

/** Writes the rows from `top` up to, but without, `bottom` of the picture into `out`. */
export function composeRows(
  layers: Layers,
  masks: Masks,
  out: ImageData,
  top: number,
  bottom: number,
): void {
  const any = anyOf(layers);
  const { first = any, second = any, photo = any } = layers;
  const { width, height } = out;
  const columns = positions(masks.width, width);
  const rows = positions(masks.height, height);
  const shares = { second: new Float32Array(width), photo: new Float32Array(width) };
  const line = new Float32Array(masks.width);
  for (let y = top; y < bottom; y++) {
    for (const name of ["second", "photo"] as const) {
      mixRows(masks[name], rows, y, line);
      scaleRow(line, columns, shares[name]);
    }
    const begin = y * width * 4;
    mixPixels(first.data, second.data, photo.data, shares, out.data, begin);
  }
}

function anyOf({ first, second, photo }: Layers): ImageData {
  const any = first ?? second ?? photo;
  if (!any) throw new RangeError("There is no layer to compose.");
  return any;
}

/** Where the centre of each output pixel lies between the centres of two input pixels. */
interface Positions {
  readonly indices: Int32Array;
  /** Share of the pixel after `indices`. */
  readonly shares: Float32Array;
  /** Highest input index. */
  readonly last: number;
}

function positions(from: number, to: number): Positions {
  const indices = new Int32Array(to);
  const shares = new Float32Array(to);
  for (let out = 0; out < to; out++) {
    const place = Math.min(Math.max(((out + 0.5) * from) / to - 0.5, 0), from - 1);
    indices[out] = Math.floor(place);
    shares[out] = place - Math.floor(place);
  }
  return { indices, shares, last: from - 1 };
}

function mixRows(plane: Uint8Array, rows: Positions, y: number, line: Float32Array): void {
  const index = rows.indices[y] as number;
  const share = rows.shares[y] as number;
  const upper = index * line.length;
  const lower = Math.min(index + 1, rows.last) * line.length;
  for (let x = 0; x < line.length; x++) {
    const value = plane[upper + x] as number;
    line[x] = value + ((plane[lower + x] as number) - value) * share;
  }
}

function scaleRow(line: Float32Array, columns: Positions, out: Float32Array): void {
  for (let x = 0; x < out.length; x++) {
    const index = columns.indices[x] as number;
    const value = line[index] as number;
    const next = line[Math.min(index + 1, columns.last)] as number;
    out[x] = value + (next - value) * (columns.shares[x] as number);
  }
}

function mixPixels(
  first: Uint8ClampedArray,
  second: Uint8ClampedArray,
  photo: Uint8ClampedArray,
  shares: { readonly second: Float32Array; readonly photo: Float32Array },
  out: Uint8ClampedArray,
  begin: number,
): void {
  const end = begin + shares.second.length * 4;
  for (let x = 0, index = begin; index < end; x++, index += 4) {
    const ofSecond = (shares.second[x] as number) / 255;
    const ofPhoto = (shares.photo[x] as number) / 255;
    const ofFirst = 1 - ofSecond - ofPhoto;
    for (let i = index; i < index + 4; i++) {
      out[i] =
        ofFirst * (first[i] as number) +
        ofSecond * (second[i] as number) +
        ofPhoto * (photo[i] as number);
    }
  }
}
