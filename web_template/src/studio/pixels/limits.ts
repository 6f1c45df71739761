// How large pictures can be: in files of a format, and on this browser's canvases.

import { hiddenCanvas } from "../../shared/canvas";
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

/** Canvases of these sides and pixels exist everywhere. */
const SAFE_SIDE = 4096;
const SAFE_PIXELS = 16e6;

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

/**
 * Refuses what a canvas of this browser cannot hold: it would stay blank.
 *
 * @throws StudioError
 */
export function checkCanvas(width: number, height: number): void {
  if (fitsCanvas(width, height)) return;
  throw new StudioError(text("studio.canvas_limit", { width, height }));
}

/** Whether a canvas of this browser can hold a picture of these sides. */
export function fitsCanvas(width: number, height: number): boolean {
  const isSafe = Math.max(width, height) <= SAFE_SIDE && width * height <= SAFE_PIXELS;
  return isSafe || holds(width, height);
}

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Whether a canvas keeps what is drawn at its far corner. */
function holds(width: number, height: number): boolean {
  const canvas = hiddenCanvas(width, height);
  try {
    const context = canvas.getContext("2d") as Context | null;
    context?.fillRect(width - 1, height - 1, 1, 1);
    return context?.getImageData(width - 1, height - 1, 1, 1).data[3] === 255;
  } catch {
    return false;
  } finally {
    // Browsers keep a canvas's memory until they collect their garbage.
    canvas.width = 0;
  }
}
