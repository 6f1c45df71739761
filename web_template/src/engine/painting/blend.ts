// What a pass looks at: the painting of the pass before it, enlarged, with the photo shining through.

import type { Strokes } from "../../api/types";
import type { Picture } from "../../shared/picture";
import { rowsOfTurn, type Turn } from "../base/yield";
import type { DetailMap } from "../pictures/detail";
import { CUBIC, ResampledRows, TRIANGLE } from "../pictures/resample";

/** How much of the photo a painting covers. */
export interface Covering {
  /** Share of the painting where the photo shows nothing. */
  readonly plain: number;
  /** Share of the painting where the photo is full of detail. */
  readonly detailed: number;
}

/** By strokes; fine ones are painted in one pass, which covers nothing. */
const COVERINGS: Readonly<Record<Strokes, Covering>> = {
  fine: { plain: 0, detailed: 0 },
  medium: { plain: 0.8, detailed: 0.05 },
  broad: { plain: 0.8, detailed: 0.3 },
};

/** What a pass covers for the next one; the weaker a style, the more of the photo remains. */
export function coveringOf(strokes: Strokes, strength: number): Covering {
  const { plain, detailed } = COVERINGS[strokes];
  const most = Math.min(strength, 1);
  return { plain: most * plain, detailed: most * detailed };
}

/**
 * Blends a painting into a photo, which thus becomes the ground of the next pass.
 *
 * @param photo at the size of the next pass; its colours are replaced
 * @param painting of the pass before, smaller
 * @param detail of the photo: where there is much, more of the photo remains
 */
export async function blendInto(
  photo: Picture,
  painting: Picture,
  detail: DetailMap,
  covering: Covering,
  turn?: Turn,
): Promise<void> {
  const { width, height, data } = photo;
  const shares = sharesOf(covering);
  const rows = rowsOfTurn(width);
  const enlarged = new ResampledRows(CUBIC, painting, [width, height], 3);
  const details = new ResampledRows(TRIANGLE, detail, [width, height], 1);
  for (let y = 0; y < height; y++) {
    if (turn && y % rows === 0) await turn();
    const start = y * width * 3;
    blendRow(data.subarray(start, start + width * 3), enlarged.next(), details.next(), shares);
  }
}

/** The painting's share by the byte of the detail map. */
function sharesOf({ plain, detailed }: Covering): Float64Array {
  return Float64Array.from(
    { length: 256 },
    (_, detail) => plain + ((detailed - plain) * detail) / 255,
  );
}

function blendRow(
  photo: Uint8Array,
  painting: Uint8Array,
  detail: Uint8Array,
  shares: Float64Array,
): void {
  for (let x = 0, at = 0; x < detail.length; x++) {
    const share = shares[detail[x] as number] as number;
    for (const end = at + 3; at < end; at++) {
      const under = photo[at] as number;
      photo[at] = under + share * ((painting[at] as number) - under) + 0.5;
    }
  }
}
