// The part of a picture that the style network sees.

import { SMALLEST_SIDE } from "../../shared/picture";
import type { Crop } from "../model/recipe";

/** Most squares that a long crop is looked at in. */
const MOST_SQUARES = 4;

/** A square of a picture in whole pixels. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/**
 * Squares that cover a crop from end to end.
 *
 * The style network sees squares and averages over all places of one, so the mean of the vectors of
 * several squares stands for the whole of a long crop.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 */
export function squares(crop: Crop, width: number, height: number): readonly Square[] {
  const across = Math.max(crop.width * width, SMALLEST_SIDE);
  const down = Math.max(crop.height * height, SMALLEST_SIDE);
  const side = Math.round(Math.min(across, down, width, height));
  const left = Math.min(crop.left * width, width - side);
  const top = Math.min(crop.top * height, height - side);
  const count = Math.min(Math.ceil(Math.max(across, down) / side - 0.1), MOST_SQUARES);
  const step = (index: number) => (count === 1 ? 0.5 : index / (count - 1));
  return Array.from({ length: count }, (_, index) => ({
    left: Math.floor(left + Math.max(across - side, 0) * step(index)),
    top: Math.floor(top + Math.max(down - side, 0) * step(index)),
    side,
  }));
}
