// Whether a file holds a picture that moves.

/** Where the blocks of a GIF begin, after its header and its global table of colours. */
const GIF_HEADER = 13;

/** Whether a GIF, APNG, WebP or AVIF file has more than one frame. */
export function isMoving(bytes: Uint8Array): boolean {
  const mark = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (mark(0, 4) === "GIF8") return gifFrames(bytes) > 1;
  if (mark(1, 4) === "PNG") return hasChunk(bytes, "acTL", "IDAT");
  if (mark(0, 4) === "RIFF" && mark(12, 16) === "VP8X") return ((bytes[20] ?? 0) & 2) !== 0;
  return mark(4, 12) === "ftypavis";
}

/** Whether a PNG has a chunk before another one. */
function hasChunk(bytes: Uint8Array, wanted: string, end: string): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === wanted || name === end) return name === wanted;
  }
  return false;
}

/** The number of frames of a GIF, counted up to two. */
function gifFrames(bytes: Uint8Array): number {
  let at = GIF_HEADER + tableBytes(bytes[10] ?? 0);
  let frames = 0;
  while (at < bytes.length && frames < 2) {
    const block = bytes[at];
    if (block === 0x2c) {
      frames++;
      // The frame's place, its own table of colours, and the size of its codes.
      at += 10 + tableBytes(bytes[at + 9] ?? 0) + 1;
    } else if (block === 0x21) {
      at += 2;
    } else {
      return frames;
    }
    at = afterParts(bytes, at);
  }
  return frames;
}

/** Bytes of a table of colours, by the flags that say whether there is one. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Data comes in parts, each after its length; one of no length ends it. */
function afterParts(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += (bytes[at] as number) + 1;
  return at + 1;
}
