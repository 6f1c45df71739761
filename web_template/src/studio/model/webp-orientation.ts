// How a WebP file says that the camera was held, which not every browser heeds.

/** The number of the entry that says it (TIFF 6.0, tag 274). */
const ORIENTATION = 274;

/** Where the chunks of a WebP file begin (RFC 9649, section 2.4), and bytes of a chunk's head. */
const [CHUNKS, HEAD] = [12, 8] as const;

/** The orientation in a file's EXIF, 1 to 8; 1, which turns nothing, where it is no WebP or says none. */
export function webpOrientation(bytes: Uint8Array<ArrayBuffer>): number {
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (name(0) !== "RIFF" || name(8) !== "WEBP") return 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = CHUNKS; at + HEAD <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const start = at + HEAD;
    if (name(at) === "EXIF") return inExif(bytes.slice(start, start + size));
    // Chunks have an even length.
    at = start + size + (size & 1);
  }
  return 1;
}

/** The orientation in EXIF's first directory (TIFF 6.0, section 2), which some write after a name. */
function inExif(data: Uint8Array<ArrayBuffer>): number {
  const begin = String.fromCharCode(...data.subarray(0, 4)) === "Exif" ? 6 : 0;
  const view = new DataView(data.buffer, Math.min(begin, data.length));
  const little = view.byteLength > 0 && view.getUint8(0) === 0x49;
  const at = (offset: number, bytes: 2 | 4) => {
    if (offset + bytes > view.byteLength) return 0;
    return bytes === 2 ? view.getUint16(offset, little) : view.getUint32(offset, little);
  };
  const directory = at(4, 4);
  const count = at(directory, 2);
  for (let k = 0; k < count; k++) {
    const entry = directory + 2 + 12 * k;
    if (at(entry, 2) !== ORIENTATION) continue;
    const value = at(entry + 8, 2);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
