// Pictures as files.

import { failure } from "../../api/errors";
import { falsifiesCanvases } from "../../shared/falsified";
import { site } from "../model/site";
import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import { checkCanvas } from "./canvas-limits";
import { checkFormat, type PictureType } from "./limits";
import { marked } from "./mark";
import { perform } from "./off-page";
import { type Shaping, shapedSides } from "./shapes";

export interface Format {
  readonly type: PictureType;
  /** 0 to 1; PNG keeps everything anyway. */
  readonly quality: number;
}

/** Samples of a picture's side for a pixel of a small one, which smooths over their grain. */
const ENOUGH = 6;

const EXTENSIONS: Readonly<Record<Format["type"], string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
};

/** The ending of a file's name, without its dot. */
export function extensionOf(type: Format["type"]): string {
  return EXTENSIONS[type];
}

/** Whether this browser writes pictures of a type: some write PNG instead without an error. */
export function canWrite(type: Format["type"]): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  return canvas.toDataURL(type).startsWith(`data:${type}`);
}

/**
 * A picture as a file.
 *
 * @param shaping what it becomes before that
 * @throws StudioError where the format or the browser cannot hold it
 */
export async function encoded(image: ImageData, format: Format, shaping?: Shaping): Promise<Blob> {
  const { type, quality } = format;
  const { width, height } = shaping ? shapedSides(image, shaping) : image;
  checkFormat(width, height, type);
  await checkCanvas(width, height);
  if (falsifiesCanvases()) throw failure("picture_falsified");
  const blob = await perform("encode", { image, type, quality, shaping }).catch(failed);
  if (blob.type !== type) failed(blob);
  return await withMark(blob);
}

/**
 * A painting as PNG, unless that is not wanted, and a small picture of it with a long side of `side`
 * pixels.
 *
 * @throws StudioError where the browser writes none
 */
export async function keptFiles(
  image: ImageData,
  { whole, side }: { readonly whole: boolean; readonly side: number },
): Promise<{ readonly file: Blob | undefined; readonly thumbnail: Blob }> {
  if (falsifiesCanvases()) throw failure("picture_falsified");
  // For a small picture alone a few of its pixels are enough.
  const task = { image: whole ? image : sampled(image, ENOUGH * side), whole, side };
  const { file, thumbnail } = await perform("keep", task).catch(failed);
  return { file: file && (await withMark(file)), thumbnail };
}

/** Every so many pixels of a picture, so that some `most` are left of its long side. */
function sampled(image: ImageData, most: number): ImageData {
  const step = Math.max(1, Math.round(Math.max(image.width, image.height) / most));
  const small = new ImageData(Math.ceil(image.width / step), Math.ceil(image.height / step));
  const { buffer, byteOffset } = image.data;
  const from = new Uint32Array(buffer, byteOffset, image.width * image.height);
  const to = new Uint32Array(small.data.buffer);
  for (let y = 0, index = 0; y < image.height; y += step) {
    for (let x = 0; x < image.width; x += step) to[index++] = from[y * image.width + x] as number;
  }
  return small;
}

async function withMark(file: Blob): Promise<Blob> {
  return site.mark ? await marked(file, site.mark) : file;
}

function failed(cause: unknown): never {
  throw new StudioError(text("studio.save_failed"), { cause });
}
