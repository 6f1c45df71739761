// The styles of a recipe and how much of each there is.

import {
  MOST_STYLES,
  type StudioPicture,
  type StyleSource,
  type WeightedStyle,
} from "../model/recipe";

type Styles = readonly WeightedStyle[];

/** The share of each style, which add up to 1. */
export function sharesOf(styles: Styles): number[] {
  const sum = styles.reduce((total, { weight }) => total + weight, 0);
  return styles.map(({ weight }) => weight / sum);
}

export function withShares(styles: Styles, shares: readonly number[]): WeightedStyle[] {
  return styles.map(({ source }, index) => ({ source, weight: shares[index] ?? 0 }));
}

/** Gives one style another share; the others make room, or fill it, in their proportions. */
export function withShare(shares: readonly number[], index: number, share: number): number[] {
  const others = 1 - (shares[index] ?? 0);
  const left = 1 - share;
  return shares.map((other, at) => {
    if (at === index) return share;
    return others > 0 ? (other / others) * left : left / (shares.length - 1);
  });
}

export function equalized(styles: Styles): WeightedStyle[] {
  return styles.map(({ source }) => ({ source, weight: 1 / styles.length }));
}

/** Adds a style with an equal part; with one too many the first goes. */
export function withStyle(styles: Styles, source: StyleSource): WeightedStyle[] {
  const kept = styles.slice(-(MOST_STYLES - 1));
  const part = 1 / (kept.length + 1);
  const shares = sharesOf(kept.some(({ weight }) => weight > 0) ? kept : equalized(kept));
  const rest = withShares(
    kept,
    shares.map((share) => share * (1 - part)),
  );
  return [...rest, { source, weight: part }];
}

/** Takes a style away, but never the last one. */
export function withoutStyle(styles: Styles, index: number): WeightedStyle[] {
  if (styles.length < 2) return [...styles];
  const kept = styles.filter((_, at) => at !== index);
  return kept.some(({ weight }) => weight > 0) ? withShares(kept, sharesOf(kept)) : equalized(kept);
}

/** Adds and takes away styles until those of pictures are the chosen ones. */
export function withPictures(styles: Styles, chosen: readonly StudioPicture[]): WeightedStyle[] {
  let changed = [...styles];
  for (const picture of chosen) {
    if (!hasPicture(changed, picture)) {
      changed = withStyle(changed, { kind: "picture", picture });
    }
  }
  const gone = (source: StyleSource) =>
    source.kind === "picture" && !chosen.includes(source.picture);
  for (const { source } of styles) {
    const index = changed.findIndex((style) => style.source === source);
    if (index >= 0 && gone(source)) changed = withoutStyle(changed, index);
  }
  return changed;
}

export function hasPicture(styles: Styles, picture: StudioPicture): boolean {
  return styles.some(({ source }) => source.kind === "picture" && source.picture === picture);
}
