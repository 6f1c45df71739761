// A worker that decodes HEIF pictures, HEIC among them, as phones write them: most browsers do not.
//
// It is sent a file and answers with the same picture as a JPEG, or a PNG where that is transparent;
// with undefined where it cannot be read.

import libheif from "libheif-js/libheif-wasm/libheif-bundle.mjs";
import { MOST_PIXELS } from "../shared/picture";

/** Hardly any loss, and a tenth of the bytes of a PNG. */
const QUALITY = 0.95;

/** The name of the wide colour space of phones' cameras, in a colour profile's UTF-16 or ASCII. */
const P3 = /D\0?i\0?s\0?p\0?l\0?a\0?y\0? \0?P\0?3/;

/** Bytes at a file's beginning that have its colour profile. */
const HEAD = 65_536;

self.addEventListener("message", async ({ data }: MessageEvent<ArrayBuffer>) => {
  self.postMessage(await converted(new Uint8Array(data)).catch(() => undefined));
});

async function converted(file: Uint8Array): Promise<Blob | undefined> {
  const [picture] = new (libheif().HeifDecoder)().decode(file);
  if (!picture) return undefined;
  const [width, height] = [picture.get_width(), picture.get_height()];
  if (width * height > MOST_PIXELS) return undefined;
  const colorSpace = P3.test(new TextDecoder("latin1").decode(file.subarray(0, HEAD)))
    ? "display-p3"
    : "srgb";
  const pixels = new ImageData(width, height, { colorSpace });
  const isThere = await new Promise((resolve) => picture.display(pixels, resolve));
  if (!isThere) return undefined;
  const canvas = new OffscreenCanvas(width, height);
  // This converts the colours to sRGB.
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  const type = isOpaque(pixels) ? "image/jpeg" : "image/png";
  return await canvas.convertToBlob({ type, quality: QUALITY });
}

function isOpaque({ data }: ImageData): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}
