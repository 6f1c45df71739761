// What a pass paints: the painting of the pass before it, enlarged, with the photo shining through.

import type { Strokes } from "../../api/types";
import { fitted, type Picture } from "../../shared/picture";
import { rowsOfTurn, type Turn } from "../base/yield";
import { type DetailMap, detailMap } from "../pictures/detail";
import { CUBIC, ResampledRows, resized, TRIANGLE } from "../pictures/resample";

/** How much of the photo a painting covers, in shares of the painting. */
export interface Covering {
  /** Where the photo shows nothing. */
  readonly plain: number;
  /** Where the photo is full of detail. */
  readonly detailed: number;
  /** In the colours of large areas: the same everywhere, or there would be halos around details. */
  readonly areas: number;
}

/** By strokes; fine ones are painted in one pass, which covers nothing. */
const COVERINGS: Readonly<Record<Strokes, Covering>> = {
  fine: { plain: 0, detailed: 0, areas: 0 },
  medium: { plain: 0.8, detailed: 0.05, areas: 0.5 },
  broad: { plain: 0.8, detailed: 0.3, areas: 0.5 },
};

/** What a pass covers for the next one; the weaker a style, the more of the photo remains. */
export function coveringOf(strokes: Strokes, strength: number): Covering {
  const { plain, detailed, areas } = COVERINGS[strokes];
  const most = Math.min(strength, 1);
  return { plain: most * plain, detailed: most * detailed, areas: most * areas };
}

/** Long side in pixels of a picture in which areas are left and nothing else. */
const AREAS_SIDE = 64;

/** What is to be known of a photo to blend paintings into it. */
export interface Guide {
  readonly detail: DetailMap;
  readonly areas: Picture;
}

/** @param photo at any size that shows its details */
export async function guideOf(photo: Picture): Promise<Guide> {
  const { width, height } = photo;
  const side = Math.min(AREAS_SIDE, Math.max(width, height));
  const areas = await resized(photo, fitted(width, height, side));
  return { detail: await detailMap(photo), areas };
}

/**
 * Blends a painting into a photo, which thus becomes the ground of the next pass.
 *
 * @param photo at the size of the next pass; its colours are replaced
 * @param painting of the pass before, smaller
 */
export async function blendInto(
  photo: Picture,
  painting: Picture,
  { detail, areas }: Guide,
  covering: Covering,
  turn?: Turn,
): Promise<void> {
  const { width, height, data } = photo;
  const shares = sharesOf(covering);
  const rows = rowsOfTurn(width);
  const sides = [width, height] as const;
  const paintings = new ResampledRows(CUBIC, painting, sides, 3);
  const details = new ResampledRows(TRIANGLE, detail, sides, 1);
  const off = halfDifference(areas, await resized(painting, [areas.width, areas.height]));
  const differences = new ResampledRows(CUBIC, off, sides, 3);
  for (let y = 0; y < height; y++) {
    if (turn && y % rows === 0) await turn();
    const row = data.subarray(y * width * 3, (y + 1) * width * 3);
    blendRow(row, paintings.next(), details.next(), differences.next(), shares, covering.areas);
  }
}

/** The painting's share by the byte of the detail map. */
function sharesOf({ plain, detailed }: Covering): Float64Array {
  return Float64Array.from(
    { length: 256 },
    (_, detail) => plain + ((detailed - plain) * detail) / 255,
  );
}

/** Half of how much brighter one picture is than the other of its size, as bytes: none is 128. */
function halfDifference(one: Picture, other: Picture): Picture {
  const { data } = other;
  return { ...one, data: one.data.map((value, i) => 128 + (value - (data[i] as number)) / 2) };
}

function blendRow(
  photo: Uint8Array,
  painting: Uint8Array,
  detail: Uint8Array,
  differences: Uint8Array,
  shares: Float64Array,
  areas: number,
): void {
  for (let x = 0, at = 0; x < detail.length; x++) {
    const share = shares[detail[x] as number] as number;
    const shift = 2 * (share - areas);
    for (const end = at + 3; at < end; at++) {
      const under = photo[at] as number;
      const blended =
        under +
        share * ((painting[at] as number) - under) +
        shift * ((differences[at] as number) - 128);
      photo[at] = Math.min(Math.max(blended + 0.5, 0), 255);
    }
  }
}
