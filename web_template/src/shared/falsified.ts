// Whether the browser falsifies what pages read of canvases, so that they cannot tell visitors by it.
//
// Firefox does so with `privacy.resistFingerprinting`, and then paintings would be made of stripes. The
// protection of its private windows, and Brave's, change the last bit of some bytes: nobody sees that.

import { hiddenCanvas } from "./canvas";

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Sides in pixels of the known pattern. */
const SIDE = 16;

/** Levels by which a byte may differ. */
const UNSEEN = 2;

/** A byte of the pattern: no two neighbours alike, for what is uniform is not falsified. */
function byteAt(index: number): number {
  return index % 4 === 3 ? 255 : (index * 73) % 256;
}

/** Draws the known pattern on a canvas and reads it again. */
export function falsifiesCanvases(): boolean {
  const canvas = hiddenCanvas(SIDE, SIDE);
  const context = canvas.getContext("2d", { willReadFrequently: true }) as Context | null;
  if (!context) return false;
  const pattern = new ImageData(SIDE, SIDE);
  for (let i = 0; i < pattern.data.length; i++) pattern.data[i] = byteAt(i);
  context.putImageData(pattern, 0, 0);
  return isFalsified(context.getImageData(0, 0, SIDE, SIDE).data);
}

/** Whether bytes that were read are not those of the pattern. */
export function isFalsified(read: ArrayLike<number>): boolean {
  return Array.from(read).some((byte, index) => Math.abs(byte - byteAt(index)) > UNSEEN);
}
