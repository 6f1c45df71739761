// Which parts of a large picture its statistics are measured on.

import type { Area } from "../base/area";

/**
 * Side in pixels of the parts: small ones that are far from each other say more of a picture than
 * large ones, until their borders, where the network sees mirrored pixels, count too much.
 */
const SIDE = 128;

/** Most pixels of all parts together: more of them change the painting less than one can see. */
const MOST = 3 * 2 ** 18;

/** What the places in rows and columns are shifted by, so that no regular pattern is always missed. */
const SHIFTS = [0.618034, 0.754878] as const;

/**
 * Equal squares, spread evenly over a picture.
 *
 * @param most pixels that may be measured at a time
 * @param multiple edges lie at multiples of this
 */
export function sampleOf(width: number, height: number, most: number, multiple: number): Area[] {
  const side = Math.floor(Math.min(SIDE, width, height) / multiple) * multiple;
  const wanted = Math.max(1, Math.floor(Math.min(most, MOST) / side ** 2));
  const columns = Math.max(1, Math.round(Math.sqrt((wanted * width) / height)));
  const rows = Math.max(1, Math.floor(wanted / columns));
  const place = (index: number, count: number, length: number, shift: number) => {
    const room = Math.max(0, length / count - side);
    const start = (index * length) / count + (shift % 1) * room;
    return Math.floor(Math.min(start, length - side) / multiple) * multiple;
  };
  return Array.from({ length: columns * rows }, (_, k) => {
    const left = place(k % columns, columns, width, k * SHIFTS[0]);
    const top = place(Math.floor(k / columns), rows, height, k * SHIFTS[1]);
    return { top, bottom: top + side, left, right: left + side };
  });
}
