// Shared styles for tests, as networks find them.

import type { SharedStyle } from "../../../../web_template/src/studio/share/shared-style";
import { normal, randomNumbers, randomShares } from "../../random";

/** Styles of 100 numbers each, most of them between -3 and 3. */
export function sharedStyle(count: number): SharedStyle {
  const random = randomNumbers(count);
  const styles = randomShares(count, random).map((weight, index) => ({
    title: `Style ${index}`,
    weight,
    vector: Array.from({ length: 100 }, () => Math.fround(0.9 * normal(random))),
    error: 0,
  }));
  return {
    space: "magenta-mobile",
    strength: 0.85,
    colours: 0.3,
    strokes: "broad",
    keepFaces: true,
    styles,
  };
}
