// Where a painting shows its own styles, a second style, or the untouched photo.

import type { Masks } from "./recipe";

/** Long side of masks in pixels: soft edges need no more, and a history of strokes stays small. */
const MASK_SIDE = 512;

/** What can show: the painting of the recipe's styles, that of the second style, the photo. */
export type Layer = "first" | "second" | "photo";

/** Masks for a picture of these sides that show the first layer alone. */
export function freshMasks(width: number, height: number): Masks {
  const scale = Math.min(1, MASK_SIDE / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const [columns, rows] = [side(width), side(height)];
  const plane = () => new Uint8Array(columns * rows);
  return { width: columns, height: rows, second: plane(), photo: plane() };
}

/** Masks of the same sides that show one layer everywhere. */
export function filled({ width, height, second, photo }: Masks, layer: Layer): Masks {
  const plane = (of: Uint8Array, full: boolean) => new Uint8Array(of.length).fill(full ? 255 : 0);
  return {
    width,
    height,
    second: plane(second, layer === "second"),
    photo: plane(photo, layer === "photo"),
  };
}

/** Masks in which the first layer and another one have changed places. */
export function inverted(masks: Masks, other: "second" | "photo"): Masks {
  const plane = masks[other].map((_, index) => firstAt(masks, index));
  return { ...masks, [other]: plane };
}

/** Which layers show anywhere. */
export function shown(masks: Masks): Readonly<Record<Layer, boolean>> {
  const { second, photo } = masks;
  return {
    first: second.some((_, index) => firstAt(masks, index) > 0),
    second: second.some((share) => share > 0),
    photo: photo.some((share) => share > 0),
  };
}

function firstAt({ second, photo }: Masks, index: number): number {
  return 255 - (second[index] as number) - (photo[index] as number);
}
