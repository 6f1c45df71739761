// What the first painting will have to download.

import type { Recipe } from "../model/recipe";
import { STYLE, transformers } from "../model/site";

/**
 * Bytes of the networks that a first painting needs.
 *
 * @returns `atMost` where it depends on how fast this machine turns out to be
 */
export function downloadSize(recipe: Recipe): { bytes: number; atMost: boolean } {
  const { bytes } = recipe.set;
  const [swift = "", ...finer] = transformers(recipe.set);
  const roles = [swift];
  const fine = finer.at(-1);
  if (fine && recipe.quality !== "swift") roles.push(fine);
  if (needsStyleNetwork(recipe)) roles.push(STYLE);
  const sum = roles.reduce((total, role) => total + (bytes[role] ?? 0), 0);
  return { bytes: sum, atMost: fine !== undefined && recipe.quality === "auto" };
}

/** The build has computed the vectors of whole samples, and a style from a link is a vector already. */
function needsStyleNetwork({ photo, styles, strength }: Recipe): boolean {
  const known = styles.every(
    ({ source }) =>
      source.kind === "vector" || (source.picture.sample && !source.crop && !source.scale),
  );
  return !known || (!photo.sample && strength !== 1);
}
