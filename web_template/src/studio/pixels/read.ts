// Pixels of pictures at the size of a painting.

import { failure } from "../../api/errors";
import type { PictureSource } from "../../api/types";
import { hiddenCanvas } from "../../shared/canvas";
import { falsifiesCanvases } from "../../shared/falsified";

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** A canvas that shows an image. */
export function canvasOf(image: ImageData): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** The pixels of a picture, scaled to `width` x `height`. */
export async function pixelsOf(
  source: PictureSource,
  width: number,
  height: number,
): Promise<ImageData> {
  const options = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" } as const;
  const bitmap = await createImageBitmap(source, options);
  try {
    return readPixels(bitmap, 0, 0, width, height);
  } finally {
    bitmap.close();
  }
}

/** The pixels of a part of a picture. */
export function readPixels(
  picture: CanvasImageSource,
  left: number,
  top: number,
  width: number,
  height: number,
): ImageData {
  if (falsifiesCanvases()) throw failure("picture_falsified");
  const canvas = hiddenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true }) as Context;
  context.drawImage(picture, left, top, width, height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
