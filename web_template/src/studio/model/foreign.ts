// Pictures of formats that most browsers do not read: HEIC and other HEIF files, JPEG XL, TIFF.

import { spawnedIfAllowed } from "../../shared/spawn";

type Format = "heif" | "jxl" | "tiff";

/** The decoders' scripts. */
declare const DECODER_FILES: Readonly<Record<Format, string>>;

/**
 * What files begin with, each byte below 32 as a dot; before what tells HEIF files is the size of their
 * first box.
 */
const BEGINNINGS: readonly (readonly [Format, RegExp])[] = [
  // Not AVIF, which browsers read.
  ["heif", /^.{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/],
  ["jxl", /^(?:\xff\.|\.{4}JXL )/],
  ["tiff", /^(?:II\*\.|MM\.\*)/],
];

/** Bytes that tell the format. */
const HEAD = 12;

function formatOf(file: ArrayBuffer): Format | undefined {
  const bytes = [...new Uint8Array(file.slice(0, HEAD))];
  const head = bytes.map((byte) => (byte < 32 ? "." : String.fromCharCode(byte))).join("");
  return BEGINNINGS.find(([, beginning]) => beginning.test(head))?.[0];
}

/**
 * The same picture in a format that every browser reads. The decoder is downloaded when it is first
 * needed; it works in a worker of its own, which then goes.
 *
 * @returns undefined where it is of no such format, the file is damaged, or the decoder does not come
 */
export async function fromForeign(file: ArrayBuffer): Promise<Blob | undefined> {
  const format = formatOf(file);
  if (!format) return undefined;
  const worker = spawnedIfAllowed(DECODER_FILES[format], import.meta.url, format);
  if (!worker) return undefined;
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<Blob | undefined>) => resolve(data);
      worker.onerror = () => resolve(undefined);
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}
