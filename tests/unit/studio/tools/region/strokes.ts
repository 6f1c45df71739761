// Masks that were drawn on, for tests.

import type { Layer } from "../../../../../web_template/src/studio/model/masks";
import type { Masks } from "../../../../../web_template/src/studio/model/recipe";
import { Stroke } from "../../../../../web_template/src/studio/tools/region/stroke";

export type Path = readonly (readonly [x: number, y: number])[];

type Drawing = readonly [layer: Layer, radius: number, softness: number, path: Path];

/** Masks after strokes over them. */
export function drawn(before: Masks, ...drawings: readonly Drawing[]): Masks {
  let masks = before;
  for (const [layer, radius, softness, path] of drawings) {
    const stroke = new Stroke(masks, { layer, radius, softness });
    for (const [x, y] of path) stroke.moveTo({ x, y });
    masks = stroke.masks;
  }
  return masks;
}
