// In which passes a picture is painted: broad strokes first, finer ones over them.

import type { Strokes } from "../api/types";
import { fitted } from "./picture";

/** Long side in pixels of the first pass: the strokes of a network are a few pixels wide. */
const FIRST: Readonly<Record<Strokes, number>> = {
  fine: Number.POSITIVE_INFINITY,
  medium: 400,
  broad: 256,
};

export const DEFAULT_STROKES: Strokes = "medium";

/** Width and height. */
export type Sides = readonly [number, number];

/** From the finest on. The order is a part of style links. */
export const STROKES: readonly Strokes[] = ["fine", "medium", "broad"];

export function isStrokes(name: unknown): name is Strokes {
  return (STROKES as readonly unknown[]).includes(name);
}

/** Width and height of each pass of a picture, from the smallest to the picture's own. */
export function passesOf(width: number, height: number, strokes: Strokes): readonly Sides[] {
  const first = FIRST[strokes];
  const long = Math.max(width, height);
  // About twice as large from pass to pass.
  const steps = Math.max(0, Math.round(Math.log2(long / first)));
  return Array.from({ length: steps + 1 }, (_, pass): Sides => {
    if (pass === steps) return [width, height];
    return fitted(width, height, first * (long / first) ** (pass / steps));
  });
}

/** The pixels of all passes together. */
export function pixelsOfPasses(passes: readonly Sides[]): number {
  return passes.reduce((sum, [width, height]) => sum + width * height, 0);
}
