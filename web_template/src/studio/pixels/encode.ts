// Pictures as files.

import { failure } from "../../api/errors";
import { falsifiesCanvases } from "../../shared/falsified";
import { site } from "../model/site";
import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import { checkFormat, type PictureType } from "./limits";
import { marked } from "./mark";

export interface Format {
  readonly type: PictureType;
  /** 0 to 1; PNG keeps everything anyway. */
  readonly quality: number;
}

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
 * @throws StudioError where the format or the browser cannot hold it
 */
export async function encoded(image: ImageData, format: Format): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  try {
    return await encodedCanvas(canvas, format);
  } finally {
    // Browsers keep a canvas's memory until they collect their garbage.
    canvas.width = 0;
  }
}

/** A canvas as a file, without another copy of its pixels unless transparency has to go. */
export async function encodedCanvas(canvas: HTMLCanvasElement, format: Format): Promise<Blob> {
  const { type, quality } = format;
  checkFormat(canvas.width, canvas.height, type);
  if (falsifiesCanvases()) throw failure("picture_falsified");
  const source = type === "image/jpeg" ? onWhite(canvas) : canvas;
  const blob = await new Promise<Blob | null>((resolve) => source.toBlob(resolve, type, quality));
  if (source !== canvas) source.width = 0;
  if (blob?.type === type) return site.mark ? await marked(blob, site.mark) : blob;
  throw new StudioError(text("studio.save_failed"));
}

/** JPEG knows no transparency, and would show it black. */
function onWhite(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const opaque = document.createElement("canvas");
  opaque.width = canvas.width;
  opaque.height = canvas.height;
  const context = opaque.getContext("2d", { alpha: false });
  if (!context) return canvas;
  context.fillStyle = "white";
  context.fillRect(0, 0, opaque.width, opaque.height);
  context.drawImage(canvas, 0, 0);
  return opaque;
}
