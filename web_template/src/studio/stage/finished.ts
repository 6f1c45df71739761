// The finished painting on the canvas: a copy of a large one, as long as no more of it can be seen.

import { hiddenCanvas } from "../../shared/canvas";
import { nextTask } from "../../shared/next-task";
import { ON_SCREEN } from "../model/pictures";
import type { Zoom } from "./zoom";

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Pixels of a painting that are scaled in a task. */
const STRIP = 2 ** 20;

/** What the painting is shown on. */
export interface ShownCanvas {
  /** The context of the canvas, which is made of this size. */
  sized(width: number, height: number): CanvasRenderingContext2D;
  /** Whether the painting is still to come. */
  wait(waits: boolean): void;
}

export class FinishedPainting {
  readonly #zoom: Pick<Zoom, "onChange" | "pixelsOf">;
  readonly #canvas: ShownCanvas;
  #image: ImageData | undefined;
  /** Long side in pixels of what is shown of it, or soon will be. */
  #side = 0;
  #copying: AbortController | undefined;

  constructor(zoom: Pick<Zoom, "onChange" | "pixelsOf">, canvas: ShownCanvas) {
    this.#zoom = zoom;
    this.#canvas = canvas;
    zoom.onChange(() => this.#sharpen());
  }

  /** Shows a painting; a large one when its copy is made, in tasks of their own. */
  show(image: ImageData): void {
    this.#image = image;
    const { width, height } = image;
    const times = timesSmaller(width, height, this.#zoom.pixelsOf(width, height));
    if (times === 1) this.#showAll(image);
    else void this.#showSmaller(image, times);
  }

  /** Something else takes its place on the canvas. */
  forget(): void {
    this.#image = undefined;
    this.#endCopy();
  }

  #sharpen(): void {
    const image = this.#image;
    if (!image || this.#side === Math.max(image.width, image.height)) return;
    if (this.#zoom.pixelsOf(image.width, image.height) > this.#side) this.#showAll(image);
  }

  #showAll(image: ImageData): void {
    this.#endCopy();
    this.#side = Math.max(image.width, image.height);
    this.#canvas.sized(image.width, image.height).putImageData(image, 0, 0);
  }

  async #showSmaller(image: ImageData, times: number): Promise<void> {
    this.#endCopy();
    const width = Math.ceil(image.width / times);
    const height = Math.ceil(image.height / times);
    this.#side = Math.max(width, height);
    const copying = new AbortController();
    this.#copying = copying;
    this.#canvas.wait(true);
    const copy = hiddenCanvas(width, height);
    try {
      await drawSmaller(image, times, copy.getContext("2d") as Context, copying.signal);
      if (copying.signal.aborted) return;
      const shown = this.#canvas.sized(width, height);
      shown.clearRect(0, 0, width, height);
      shown.drawImage(copy, 0, 0);
    } finally {
      copy.width = 0;
      if (this.#copying === copying) this.#endCopy();
    }
  }

  #endCopy(): void {
    if (!this.#copying) return;
    this.#copying.abort();
    this.#copying = undefined;
    this.#canvas.wait(false);
  }
}

/**
 * How many times as small as a painting its copy on the canvas may be: browsers keep several copies
 * of a canvas, of 24 megapixels 96 MB each. It is never smaller than what can be seen, and has some
 * pixels to spare on most screens, so that not every step closer needs all.
 *
 * @param pixels of the screen along its long side
 */
export function timesSmaller(width: number, height: number, pixels: number): number {
  return Math.max(1, Math.floor(Math.max(width, height) / Math.max(ON_SCREEN, pixels)));
}

/** Strip by strip, so that there never is a canvas of its size, and none of them holds up a frame. */
async function drawSmaller(
  image: ImageData,
  times: number,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { width, height } = image;
  const rows = times * Math.max(1, Math.floor(STRIP / width / times));
  const strip = hiddenCanvas(width, Math.min(rows, height));
  const drawing = strip.getContext("2d") as Context;
  // Between four pixels lies their mean; of more of them the finer ways take all.
  context.imageSmoothingQuality = times === 2 ? "low" : "medium";
  for (let top = 0; top < height; top += rows) {
    await nextTask();
    if (signal.aborted) break;
    const part = Math.min(rows, height - top);
    drawing.putImageData(image, 0, -top, 0, top, width, part);
    const [across, down] = [width / times, part / times];
    context.drawImage(strip, 0, 0, width, part, 0, top / times, across, down);
  }
  strip.width = 0;
}
