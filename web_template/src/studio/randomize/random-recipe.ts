// A random recipe, within limits that give good paintings.

import type { Recipe, StudioPicture, WeightedStyle } from "../model/recipe";

/** A number from 0 to below 1. */
export type Random = () => number;

/** How often a mixture has one, two, three styles: more of them look alike. */
const COUNTS = [0.5, 0.35, 0.15] as const;

/** A smaller share of a mixture than this is hardly visible. */
const LEAST_SHARE = 0.2;

/** How often strokes are medium, broad and fine. */
const STROKES = [0.6, 0.25, 0.15] as const;

type Parts = Pick<Recipe, "styles" | "strength" | "colours" | "strokes">;

/**
 * All that makes a painting's look.
 *
 * @param pictures those that styles are chosen from
 * @param before a single style that is not chosen again, so that something changes
 */
export function randomParts(
  pictures: readonly StudioPicture[],
  before: StudioPicture | undefined,
  random: Random,
): Parts {
  const count = Math.min(1 + chosen(COUNTS, random), pictures.length);
  const others = pictures.filter((picture) => picture !== before);
  const among = count === 1 && others.length > 0 ? others : pictures;
  const styles = shuffled(among, random).slice(0, count);
  const shares = randomShares(styles.length, random);
  return {
    styles: styles.map(
      (picture, index): WeightedStyle => ({
        source: { kind: "picture", picture },
        weight: shares[index] as number,
      }),
    ),
    strength: strength(random),
    colours: colours(random),
    strokes: (["medium", "broad", "fine"] as const)[chosen(STROKES, random)] ?? "medium",
  };
}

/** Mostly the style as it is, sometimes more gently. */
function strength(random: Random): number {
  return chosen([0.65, 0.35], random) === 0 ? 1 : between(0.6, 0.95, random);
}

/** Mostly the style's colours, sometimes some of the photo's, rarely all of them. */
function colours(random: Random): number {
  const kind = chosen([0.6, 0.25, 0.15], random);
  if (kind === 0) return 0;
  return kind === 1 ? between(0.3, 0.7, random) : 1;
}

/** Which of some cases, given how often each comes; they add up to 1. */
function chosen(often: readonly number[], random: Random): number {
  let left = random();
  for (const [index, share] of often.entries()) {
    left -= share;
    if (left < 0) return index;
  }
  return often.length - 1;
}

/** A number on the steps of its slider, hundredths. */
function between(least: number, most: number, random: Random): number {
  return Math.round(100 * (least + random() * (most - least))) / 100;
}

/** R. Durstenfeld's shuffle of a copy. */
function shuffled<T>(list: readonly T[], random: Random): T[] {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

/** Shares in hundredths, evenly spread over all that give each style its least. */
function randomShares(count: number, random: Random): number[] {
  // Exponential variates over their sum: a flat Dirichlet distribution.
  const parts = Array.from({ length: count }, () => -Math.log(1 - random()));
  const sum = parts.reduce((total, part) => total + part, 0);
  const free = 1 - count * LEAST_SHARE;
  return parts.map((part) => Math.round(100 * (LEAST_SHARE + (free * part) / sum)) / 100);
}
