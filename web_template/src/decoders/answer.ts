// What the decoders' workers have in common: each is sent a file and answers with the same picture as
// a JPEG, or a PNG where that is transparent; with undefined where it cannot be read.

/** Hardly any loss, and a tenth of the bytes of a PNG. */
const QUALITY = 0.95;

/** The name of the wide colour space of phones' cameras, in a colour profile's UTF-16 or ASCII. */
const P3 = /D\0?i\0?s\0?p\0?l\0?a\0?y\0? \0?P\0?3/;

/**
 * Answers the page with the canvas that a decoder draws a file on.
 *
 * @param decode gives undefined, or throws, where the file cannot be read
 */
export function answerWith(
  decode: (file: ArrayBuffer) => Promise<OffscreenCanvas | undefined>,
): void {
  self.addEventListener("message", async ({ data }: MessageEvent<ArrayBuffer>) => {
    self.postMessage(await encoded(data).catch(() => undefined));
  });
  const encoded = async (file: ArrayBuffer) => {
    const canvas = await decode(file);
    if (!canvas) return undefined;
    const type = isOpaque(canvas) ? "image/jpeg" : "image/png";
    return await canvas.convertToBlob({ type, quality: QUALITY });
  };
}

/** The colour space that bytes with a colour profile in them are of. */
export function colorSpaceOf(bytes: Uint8Array): PredefinedColorSpace {
  return P3.test(new TextDecoder("latin1").decode(bytes)) ? "display-p3" : "srgb";
}

/** A canvas in sRGB with these pixels. */
export function drawn(pixels: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  // This converts the colours to sRGB.
  canvas.getContext("2d", { willReadFrequently: true })?.putImageData(pixels, 0, 0);
  return canvas;
}

function isOpaque(canvas: OffscreenCanvas): boolean {
  const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}
