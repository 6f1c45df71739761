// A worker that decodes HEIF pictures, HEIC among them, as phones write them: most browsers do not.

import libheif from "libheif-js/libheif-wasm/libheif-bundle.mjs";
import { MOST_PIXELS } from "../shared/picture";
import { answerWith, colorSpaceOf, drawn } from "./answer";

/** Bytes at a file's beginning that have its colour profile. */
const HEAD = 65_536;

answerWith(async (file) => {
  const bytes = new Uint8Array(file);
  const [picture] = new (libheif().HeifDecoder)().decode(bytes);
  if (!picture) return undefined;
  const [width, height] = [picture.get_width(), picture.get_height()];
  if (width * height > MOST_PIXELS) return undefined;
  const colorSpace = colorSpaceOf(bytes.subarray(0, HEAD));
  const pixels = new ImageData(width, height, { colorSpace });
  const isThere = await new Promise((resolve) => picture.display(pixels, resolve));
  return isThere ? drawn(pixels) : undefined;
});
