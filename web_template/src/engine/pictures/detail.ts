// Where a picture has details: what faces, letters and houses are told from a sky by.

import { fitted, type Picture } from "../../shared/picture";
import { resized } from "./resample";

/** Long side in pixels at which details are looked for: noise and the blocks of JPEG are none. */
export const DETAIL_SIDE = 512;

/** Pixels on each side of one whose mean it is compared to. */
const NEAR = 2;

/** Pixels on each side over which differences are averaged, twice: from an eye to the other. */
const AROUND = 12;

/** Share of the places that have less detail than what counts as full of it. */
const PLAIN = 0.7;

/** Difference of luminance, in levels of 255, below which there is no detail but noise. */
const LEAST = 2;

/** One byte for each place of a picture. */
export interface DetailMap {
  readonly width: number;
  readonly height: number;
  /** 0: nothing to see, to 255. */
  readonly data: Uint8Array;
}

/**
 * How much detail there is around each place of a picture, which may be smaller than the picture.
 *
 * @param around pixels on each side over which it is averaged
 */
export async function detailMap(picture: Picture, around = AROUND): Promise<DetailMap> {
  const long = Math.max(picture.width, picture.height);
  const sides = fitted(picture.width, picture.height, Math.min(DETAIL_SIDE, long));
  const { width, height, data } = await resized(picture, sides);
  const luminance = new Float32Array(width * height);
  for (let i = 0, at = 0; i < luminance.length; i++, at += 3) {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]] as [number, number, number];
    luminance[i] = (77 * red + 150 * green + 29 * blue) / 256;
  }
  const smooth = blurred(luminance, width, height, NEAR);
  const differences = luminance.map((value, i) => Math.abs(value - (smooth[i] as number)));
  const detail = blurred(blurred(differences, width, height, around), width, height, around);
  const full = Math.max(detail.slice().sort()[Math.floor(PLAIN * detail.length)] as number, LEAST);
  return {
    width,
    height,
    data: Uint8Array.from(detail, (value) => Math.min(255, Math.round((255 * value) / full))),
  };
}

/** The means of squares that reach `radius` pixels from each pixel, the border repeated. */
export function blurred(values: Float32Array, width: number, height: number, radius: number) {
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) blurLine(values, across, y * width, 1, width, radius);
  const both = new Float32Array(values.length);
  for (let x = 0; x < width; x++) blurLine(across, both, x, width, height, radius);
  return both;
}

function blurLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  const at = (i: number) => from[start + Math.min(Math.max(i, 0), length - 1) * step] as number;
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += at(i);
  for (let i = 0; i < length; i++) {
    to[start + i * step] = sum / (2 * radius + 1);
    sum += at(i + radius + 1) - at(i - radius);
  }
}
