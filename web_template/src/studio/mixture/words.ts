// A mixture in words.

import { titleOf, type WeightedStyle } from "../model/recipe";
import { percent } from "../page/format";
import { sharesOf } from "./mix";

/** "Woodcut 40 %, Mosaic 60 %"; a style alone is its title. */
export function mixtureInWords(styles: readonly WeightedStyle[]): string {
  const shares = sharesOf(styles);
  return styles
    .map(({ source }, index) => ({ title: titleOf(source), share: shares[index] ?? 0 }))
    .filter(({ share }) => share > 0)
    .map(({ title, share }) => (share === 1 ? title : `${title} ${percent(share)}`))
    .join(", ");
}
