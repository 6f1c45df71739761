// How large a painting is: as the visitor says, or as large as this machine paints in good time.

import { GOOD_TIME, PATIENCE } from "../../shared/pace";
import type { Sides } from "../../shared/passes";
import { fitted } from "../../shared/picture";
import type { Recipe } from "../model/recipe";

/** Long sides in pixels that are offered below the photo's own. */
const STEPS = [256, 384, 512, 640, 768, 1024, 1280, 1536, 2048, 2560, 3072, 4096, 5120, 6144, 7168];

/** Fewest pixels of the long side that a photo which has them is painted at unless one asks. */
const LEAST = 512;

/** Milliseconds that a painting of this long side is expected to take; undefined if unknown. */
export type Expected = (side: number) => number | undefined;

/** Long sides that a photo can be painted at, from small to large; the last is its own. */
export function sizesOf({ width, height }: { width: number; height: number }): readonly number[] {
  const own = Math.max(width, height);
  return [...STEPS.filter((side) => side < own), own];
}

/**
 * The long side in pixels of a painting whose size nobody chose: the photo's own as far as good time
 * allows, but not less than the screen shows.
 *
 * @param photo its sides
 * @param view sides of the screen's part that shows it, in the screen's own pixels
 * @param kept what it was before, which changes only for a good reason: sizes should not flicker
 */
export function automaticSide(
  photo: { readonly width: number; readonly height: number },
  view: Sides,
  expected: Expected,
  kept?: number,
): number {
  const { width, height } = photo;
  const sizes = sizesOf(photo);
  const shown = Math.max(width, height) * Math.min(view[0] / width, view[1] / height);
  const own = Math.max(width, height);
  const least = sizes.find((side) => side >= Math.max(shown, LEAST)) ?? own;
  const within = (limit: number) => {
    const good = sizes.filter(
      (side) => side > least && (expected(side) ?? Number.POSITIVE_INFINITY) <= limit,
    );
    return good.at(-1) ?? least;
  };
  const side = within(GOOD_TIME);
  if (kept === undefined || kept < least || !sizes.includes(kept)) return side;
  const between = [within(GOOD_TIME / PATIENCE), within(GOOD_TIME * PATIENCE)];
  return Math.min(...between) <= kept && kept <= Math.max(...between) ? kept : side;
}

/** The long side that a visitor chose, if they did; the photo's own is `undefined`, too. */
export function chosenSide({ size }: Recipe): number | undefined {
  return size === "auto" ? undefined : size;
}

/** Remembers how large the photo that is painted was found to be painted best. */
export class AutomaticSize {
  #key = "";
  #side: number | undefined;

  side({ photo, set, quality, strokes }: Recipe, view: Sides, expected: Expected): number {
    const key = JSON.stringify([photo.id, set.name, quality, strokes]);
    this.#side = automaticSide(photo, view, expected, key === this.#key ? this.#side : undefined);
    this.#key = key;
    return this.#side;
  }
}

/** Width and height in pixels of a photo's painting of this long side; its own where undefined. */
export function paintedSides(
  { width, height }: { width: number; height: number },
  side: number | undefined,
): [number, number] {
  const own = Math.max(width, height);
  return fitted(width, height, Math.min(side ?? own, own));
}
