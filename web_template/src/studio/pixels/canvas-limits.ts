// How large pictures on this browser's canvases can be: what is beyond stays blank without a word.

import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import { perform } from "./off-page";

/** Canvases of these sides and pixels exist everywhere. */
const SAFE_SIDE = 4096;
const SAFE_PIXELS = 16e6;

interface Tried {
  readonly width: number;
  readonly height: number;
  readonly fits: boolean;
}

/** Sides that were tried: to see whether a canvas holds so many pixels takes their memory. */
let tried: readonly Tried[] = [];

/**
 * Refuses what a canvas of this browser cannot hold.
 *
 * @throws StudioError
 */
export async function checkCanvas(width: number, height: number): Promise<void> {
  if (await fitsCanvas(width, height)) return;
  throw new StudioError(text("studio.canvas_limit", { width, height }));
}

/** Whether a canvas of this browser can hold a picture of these sides; tries it where need be. */
export async function fitsCanvas(width: number, height: number): Promise<boolean> {
  if (isKnownToFit(width, height)) return true;
  const known = tried.find((one) => one.width === width && one.height === height);
  if (known) return known.fits;
  const fits = await perform("holds", { width, height });
  tried = [...tried, { width, height, fits }];
  return fits;
}

/** Whether a canvas certainly holds a picture of these sides, by what was tried so far. */
export function isKnownToFit(width: number, height: number): boolean {
  if (Math.max(width, height) <= SAFE_SIDE && width * height <= SAFE_PIXELS) return true;
  return tried.some((one) => one.fits && width <= one.width && height <= one.height);
}
