// How large pictures in files of a format can be.

import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";

/** A format that pictures are saved in. */
export type PictureType = "image/png" | "image/jpeg" | "image/webp";

/** Most pixels on a side; what is beyond is cut off without a word. */
const MOST: Readonly<Record<PictureType, number>> = {
  "image/png": 2 ** 31 - 1,
  "image/jpeg": 65_500,
  "image/webp": 16_383,
};

const NAMES: Readonly<Record<PictureType, string>> = {
  "image/png": "PNG",
  "image/jpeg": "JPEG",
  "image/webp": "WebP",
};

/**
 * Refuses what a format cannot hold.
 *
 * @throws StudioError
 */
export function checkFormat(width: number, height: number, type: PictureType): void {
  const most = MOST[type];
  if (Math.max(width, height) <= most) return;
  throw new StudioError(text("studio.format_limit", { format: NAMES[type], most }));
}
