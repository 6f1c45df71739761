// The finished painting on the canvas: a copy of a large one, as long as no more of it can be seen.

import { hiddenCanvas } from "../../shared/canvas";
import { ON_SCREEN } from "../model/pictures";
import { elements } from "../page/elements";
import type { Zoom } from "./zoom";

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Pixels of a painting that are scaled at a time. */
const STRIP = 2 ** 20;

export class FinishedPainting {
  readonly #zoom: Zoom;
  readonly #canvas: (width: number, height: number) => CanvasRenderingContext2D;
  #image: ImageData | undefined;

  /** @param canvas gives the context of the stage's canvas, which is made of this size */
  constructor(zoom: Zoom, canvas: (width: number, height: number) => CanvasRenderingContext2D) {
    this.#zoom = zoom;
    this.#canvas = canvas;
    zoom.onChange(() => this.#sharpen());
  }

  show(image: ImageData): void {
    this.#image = image;
    const { width, height } = image;
    const times = timesSmaller(width, height, this.#zoom.pixelsOf(width, height));
    if (times === 1) this.#showAll(image);
    else {
      const context = this.#canvas(Math.ceil(width / times), Math.ceil(height / times));
      drawSmaller(image, times, context);
    }
  }

  /** Something else takes its place on the canvas. */
  forget(): void {
    this.#image = undefined;
  }

  #sharpen(): void {
    const image = this.#image;
    if (!image || elements.painting.width === image.width) return;
    const { width, height } = image;
    const shown = Math.max(elements.painting.width, elements.painting.height);
    if (this.#zoom.pixelsOf(width, height) > shown) this.#showAll(image);
  }

  #showAll(image: ImageData): void {
    this.#canvas(image.width, image.height).putImageData(image, 0, 0);
  }
}

/**
 * How many times as small as a painting its copy on the canvas may be: browsers keep several copies
 * of a canvas, of 24 megapixels 96 MB each.
 *
 * @param pixels of the screen along its long side
 */
export function timesSmaller(width: number, height: number, pixels: number): number {
  const side = Math.max(width, height);
  const times = Math.max(1, Math.floor(side / ON_SCREEN));
  return Math.ceil(side / times) < pixels ? 1 : times;
}

/** Strip by strip, so that there never is a canvas of its size. */
function drawSmaller(image: ImageData, times: number, context: CanvasRenderingContext2D): void {
  const { width, height } = image;
  const rows = times * Math.max(1, Math.floor(STRIP / width / times));
  const strip = hiddenCanvas(width, Math.min(rows, height));
  const drawing = strip.getContext("2d") as Context;
  // Between four pixels lies their mean; of more of them the finer ways take all.
  context.imageSmoothingQuality = times === 2 ? "low" : "medium";
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (let top = 0; top < height; top += rows) {
    const part = Math.min(rows, height - top);
    drawing.putImageData(image, 0, -top, 0, top, width, part);
    const [across, down] = [width / times, part / times];
    context.drawImage(strip, 0, 0, width, part, 0, top / times, across, down);
  }
  strip.width = 0;
}
