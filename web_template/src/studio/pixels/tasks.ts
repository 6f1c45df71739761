// What takes long with the pixels of large pictures. It needs no page, so that a worker can do it.

import { hiddenCanvas } from "../../shared/canvas";
import { fitted } from "../../shared/picture";
import type { Masks } from "../model/recipe";
import { withColoursInTurns } from "./apply-colours";
import { composed } from "./compose";
import type { PictureType } from "./limits";
import { type Shaping, shaped } from "./shapes";

type Canvas = OffscreenCanvas | HTMLCanvasElement;
type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** A picture in a form that can be sent to a worker. */
export type Sendable = Blob | ImageBitmap | ImageData;

export interface Encoding {
  readonly image: ImageData | OffscreenCanvas;
  readonly type: PictureType;
  /** 0 to 1. */
  readonly quality: number;
  readonly shaping?: Shaping | undefined;
}

/** Each takes one object, which a message can carry. */
export const TASKS = { encode, keep, decode, shrink, colour, compose, holds };

/** 0 to 1: of what is only looked at. */
const COPY_QUALITY = 0.9;

/** A picture as a file; of another type where the browser does not write the one asked for. */
async function encode({ image, type, quality, shaping }: Encoding): Promise<Blob> {
  const whole = canvasOf(image);
  const canvas = shaping ? shaped(whole, shaping) : whole;
  if (canvas !== whole) free(whole);
  if (type === "image/jpeg") putOnWhite(canvas);
  return await fileOf(canvas, type, quality);
}

/** A painting as PNG, unless that is not wanted, and a small picture of it, PNG too. */
async function keep(task: {
  readonly image: ImageData | OffscreenCanvas;
  readonly whole: boolean;
  /** Long side of the small picture in pixels. */
  readonly side: number;
}): Promise<{ readonly file: Blob | undefined; readonly thumbnail: Blob }> {
  const { image, whole, side } = task;
  const canvas = canvasOf(image);
  return {
    thumbnail: await fileOf(smaller(canvas, side), "image/png", 1),
    file: whole ? await fileOf(canvas, "image/png", 1) : undefined,
  };
}

/** The pixels of a file. */
async function decode({ file }: { readonly file: Blob }): Promise<ImageData> {
  return await pixels(await createImageBitmap(file));
}

/** Copies of a picture as files, one for each long side in pixels; the picture is closed. */
async function shrink(task: {
  readonly picture: ImageBitmap;
  readonly sides: readonly number[];
  readonly type: PictureType;
}): Promise<readonly Blob[]> {
  const { picture, sides, type } = task;
  const files: Blob[] = [];
  try {
    for (const side of sides) {
      const canvas = smaller(picture, side);
      files.push(await fileOf(canvas, type, COPY_QUALITY));
    }
  } finally {
    picture.close();
  }
  return files;
}

/** A painting in its photo's colours: see `withColours`. */
async function colour(
  task: { readonly painted: ImageData; readonly photo: Sendable; readonly amount: number },
  signal: AbortSignal,
): Promise<ImageData> {
  const { painted, photo, amount } = task;
  const own = await scaled(photo, painted.width, painted.height);
  signal.throwIfAborted();
  return await withColoursInTurns(painted, own, amount, signal);
}

/** The picture that layers and their masks make; a photo is scaled to the others. */
async function compose(task: {
  readonly first: ImageData | undefined;
  readonly second: ImageData | undefined;
  readonly photo: Sendable | undefined;
  readonly masks: Masks;
}): Promise<ImageData> {
  const { first, second, photo, masks } = task;
  const { width, height } = (first ?? second) as ImageData;
  const own = photo && (await scaled(photo, width, height));
  return composed({ first, second, photo: own }, masks);
}

/** Whether a canvas keeps what is drawn at its far corner. */
async function holds(sides: { readonly width: number; readonly height: number }): Promise<boolean> {
  const { width, height } = sides;
  const canvas = hiddenCanvas(width, height);
  try {
    const context = canvas.getContext("2d") as Context | null;
    context?.fillRect(width - 1, height - 1, 1, 1);
    return context?.getImageData(width - 1, height - 1, 1, 1).data[3] === 255;
  } catch {
    return false;
  } finally {
    free(canvas);
  }
}

/** JPEG knows no transparency, and would show it black. */
function putOnWhite(canvas: Canvas): void {
  const context = canvas.getContext("2d") as Context;
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
}

function canvasOf(image: ImageData | OffscreenCanvas): Canvas {
  if (!(image instanceof ImageData)) return image;
  const canvas = hiddenCanvas(image.width, image.height);
  (canvas.getContext("2d") as Context).putImageData(image, 0, 0);
  return canvas;
}

/** A picture with a long side of so many pixels. */
function smaller(picture: Canvas | ImageBitmap, side: number): Canvas {
  const canvas = hiddenCanvas(...fitted(picture.width, picture.height, side));
  const context = canvas.getContext("2d") as Context;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function fileOf(canvas: Canvas, type: PictureType, quality: number): Promise<Blob> {
  try {
    if ("convertToBlob" in canvas) return await canvas.convertToBlob({ type, quality });
    const file = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality));
    if (!file) throw new Error(`The browser wrote no ${type}.`);
    return file;
  } finally {
    free(canvas);
  }
}

async function scaled(source: Sendable, width: number, height: number): Promise<ImageData> {
  const options = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" } as const;
  const bitmap = await createImageBitmap(source, options);
  if (source instanceof ImageBitmap) source.close();
  return await pixels(bitmap);
}

async function pixels(bitmap: ImageBitmap): Promise<ImageData> {
  const { width, height } = bitmap;
  const canvas = hiddenCanvas(width, height);
  try {
    const context = canvas.getContext("2d", { willReadFrequently: true }) as Context;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
    free(canvas);
  }
}

/** Browsers keep a canvas's memory until they collect their garbage. */
function free(canvas: Canvas): void {
  canvas.width = 0;
}
