// HEIC and other HEIF files in browsers that do not read them.

import { spawned } from "../../shared/spawn";

declare const HEIF_FILE: string;

/** What HEIF files say they are, after their first box's size: not AVIF, which browsers read. */
const BRAND = /^ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/;

export function isHeif(file: Uint8Array): boolean {
  return BRAND.test(String.fromCharCode(...file.subarray(4, 12)));
}

/**
 * The same picture in a format that every browser reads. The decoder is downloaded when it is first
 * needed; it works in a worker of its own, which then goes.
 *
 * @returns undefined where the file is damaged, or the decoder does not come
 */
export async function fromHeif(file: ArrayBuffer): Promise<Blob | undefined> {
  const worker = spawned(HEIF_FILE, import.meta.url, "heif");
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
