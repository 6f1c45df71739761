// What the decoders' workers have in common: each is sent a file and answers with the same picture as
// a JPEG, or a PNG where that is transparent; with undefined where it cannot be read.

/** Hardly any loss, and a tenth of the bytes of a PNG. */
const QUALITY = 0.95;

/** Bytes of a colour profile in one segment of a JPEG file, and most of them (ICC.1, annex B.4). */
const SEGMENT = 65_519;
const MOST_SEGMENTS = 255;

/** The name of the wide colour space of phones' cameras, in a colour profile's UTF-16 or ASCII. */
const P3 = /D\0?i\0?s\0?p\0?l\0?a\0?y\0? \0?P\0?3/;

/** What a decoder makes of a file. */
export interface Decoded {
  readonly canvas: OffscreenCanvas;
  /** The colours' profile, for the browser to convert them where it reads the answer; sRGB without. */
  readonly profile?: Uint8Array<ArrayBuffer>;
}

/**
 * Answers the page with what a decoder makes of a file.
 *
 * @param decode gives undefined, or throws, where the file cannot be read
 */
export function answerWith(decode: (file: ArrayBuffer) => Promise<Decoded | undefined>): void {
  self.addEventListener("message", async ({ data }: MessageEvent<ArrayBuffer>) => {
    self.postMessage(await encoded(data).catch(() => undefined));
  });
  const encoded = async (file: ArrayBuffer) => {
    const decoded = await decode(file);
    if (!decoded) return undefined;
    const { canvas, profile } = decoded;
    if (!isOpaque(canvas)) return await canvas.convertToBlob({ type: "image/png" });
    const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return profile ? withProfile(jpeg, profile) : jpeg;
  };
}

/** The colour space that bytes with a colour profile in them are of. */
export function colorSpaceOf(bytes: Uint8Array): PredefinedColorSpace {
  return P3.test(new TextDecoder("latin1").decode(bytes)) ? "display-p3" : "srgb";
}

/** These pixels in sRGB. */
export function drawn(pixels: ImageData): Decoded {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  // This converts the colours to sRGB.
  canvas.getContext("2d", { willReadFrequently: true })?.putImageData(pixels, 0, 0);
  return { canvas };
}

/** A JPEG file with a colour profile, in segments after the mark of its beginning. */
function withProfile(jpeg: Blob, profile: Uint8Array<ArrayBuffer>): Blob {
  const count = Math.ceil(profile.length / SEGMENT);
  if (count > MOST_SEGMENTS) return jpeg;
  const segments = Array.from({ length: count }, (_, k) => {
    const part = profile.subarray(k * SEGMENT, (k + 1) * SEGMENT);
    const head = new DataView(new ArrayBuffer(4));
    head.setUint16(0, 0xffe2);
    head.setUint16(2, part.length + 16);
    return [head, "ICC_PROFILE\0", Uint8Array.of(k + 1, count), part];
  });
  return new Blob([jpeg.slice(0, 2), ...segments.flat(), jpeg.slice(2)], { type: jpeg.type });
}

function isOpaque(canvas: OffscreenCanvas): boolean {
  const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}
