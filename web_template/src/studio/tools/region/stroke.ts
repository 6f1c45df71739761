// One stroke of the brush over masks.
//
// A stroke covers each pixel as much as the nearest point of its path does, however often the brush
// passes there: soft edges stay soft, and slow hands paint the same as quick ones.

import type { Layer } from "../../model/masks";
import type { Masks } from "../../model/recipe";

export interface Brush {
  readonly layer: Layer;
  /** In pixels of the masks. */
  readonly radius: number;
  /** Share of the radius over which the edge fades, 0 to 1. */
  readonly softness: number;
}

/** A place in pixels of the masks, from their left upper corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Rows from `top` up to, but without, `bottom`. */
export interface Rows {
  readonly top: number;
  readonly bottom: number;
}

export class Stroke {
  /** The masks with the stroke as far as it goes; their planes change with every move. */
  readonly masks: Masks;
  readonly #before: Masks;
  readonly #brush: Brush;
  readonly #coverage: Float32Array;
  #last: Point | undefined;

  constructor(before: Masks, brush: Brush) {
    this.#before = before;
    this.#brush = brush;
    this.#coverage = new Float32Array(before.second.length);
    this.masks = { ...before, second: before.second.slice(), photo: before.photo.slice() };
  }

  /** Draws on to a point in a straight line; returns the rows that may have changed. */
  moveTo(point: Point): Rows {
    const from = this.#last ?? point;
    this.#last = point;
    const { width, height } = this.masks;
    const reach = this.#brush.radius + 1;
    const left = clamp(Math.floor(Math.min(from.x, point.x) - reach), 0, width);
    const right = clamp(Math.ceil(Math.max(from.x, point.x) + reach), 0, width);
    const top = clamp(Math.floor(Math.min(from.y, point.y) - reach), 0, height);
    const bottom = clamp(Math.ceil(Math.max(from.y, point.y) + reach), 0, height);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const away = distance({ x: x + 0.5, y: y + 0.5 }, from, point);
        this.#cover(y * width + x, coverage(away, this.#brush));
      }
    }
    return { top, bottom };
  }

  #cover(index: number, share: number): void {
    if (share <= (this.#coverage[index] as number)) return;
    this.#coverage[index] = share;
    const { layer } = this.#brush;
    for (const name of ["second", "photo"] as const) {
      const before = this.#before[name][index] as number;
      // Rounding up only what grows keeps the sum of both at 255 or less.
      this.masks[name][index] =
        name === layer
          ? Math.round(before + (255 - before) * share)
          : Math.floor(before * (1 - share));
    }
  }
}

/** How much the brush covers at a distance from its path, 0 to 1: half at half of its soft edge. */
function coverage(away: number, { radius, softness }: Brush): number {
  // An edge of one pixel is smooth, not soft.
  const edge = Math.max(softness * radius, Math.min(1, radius));
  const share = clamp((radius - away) / edge, 0, 1);
  return share * share * (3 - 2 * share);
}

/** From a point to the nearest one of the line between two others. */
function distance(point: Point, from: Point, to: Point): number {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const square = x * x + y * y;
  const along = square && ((point.x - from.x) * x + (point.y - from.y) * y) / square;
  const share = clamp(along, 0, 1);
  return Math.hypot(from.x + share * x - point.x, from.y + share * y - point.y);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
