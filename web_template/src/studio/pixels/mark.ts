// The mark in files of paintings: XMP, which the build wrote, that says how they were made.

const UTF8 = new TextEncoder();

/** How a PNG, JPEG, WebP or MP4 file calls XMP that it holds. */
const PNG_KEYWORD = "XML:com.adobe.xmp";
const JPEG_NAMESPACE = "http://ns.adobe.com/xap/1.0/";
const MP4_ID = [
  0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac,
];

/** Bytes of a PNG's signature and of its first chunk, which is always the header. */
const PNG_HEADER = 33;

/** The features of a WebP file, as bits of its extended header. */
const WEBP_XMP = 0x04;
const WEBP_OPACITY = 0x10;

/** A picture as a browser wrote it with XMP in it; files of other types stay as they are. */
export async function marked(file: Blob, xmp: string): Promise<Blob> {
  const words = UTF8.encode(xmp);
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const parts = partsOf(file, head, words);
  return parts ? new Blob(parts, { type: file.type }) : file;
}

function partsOf(file: Blob, head: Uint8Array, xmp: Uint8Array): BlobPart[] | undefined {
  if (file.type === "image/png") {
    return [file.slice(0, PNG_HEADER), pngChunk(xmp), file.slice(PNG_HEADER)];
  }
  if (file.type === "image/jpeg") {
    // A JFIF header stays the first of all segments.
    const at = head[3] === 0xe0 ? 4 + uint16(head, 4) : 2;
    return [file.slice(0, at), jpegSegment(xmp), file.slice(at)];
  }
  if (file.type === "image/webp") return webpParts(file, head, xmp);
  // A GIF ends with a byte of its own.
  if (file.type === "image/gif") return [file.slice(0, -1), gifExtension(xmp), file.slice(-1)];
  return undefined;
}

/** A box with XMP, to be appended to an MP4 file. */
export function mp4Box(xmp: string): Uint8Array<ArrayBuffer> {
  const content = joined([UTF8.encode("uuid"), Uint8Array.from(MP4_ID), UTF8.encode(xmp)]);
  return joined([bigEndian(4 + content.length, 4), content]);
}

/** An iTXt chunk, uncompressed and in no language. */
function pngChunk(xmp: Uint8Array): Uint8Array<ArrayBuffer> {
  const content = joined([UTF8.encode(`iTXt${PNG_KEYWORD}`), new Uint8Array(5), xmp]);
  return joined([bigEndian(content.length - 4, 4), content, bigEndian(crc32(content), 4)]);
}

function jpegSegment(xmp: Uint8Array): Uint8Array<ArrayBuffer> {
  const content = joined([UTF8.encode(`${JPEG_NAMESPACE}\0`), xmp]);
  return joined([Uint8Array.of(0xff, 0xe1), bigEndian(content.length + 2, 2), content]);
}

/** XMP as it is, and behind it a "magic trailer", through which readers of parts get to their end. */
function gifExtension(xmp: Uint8Array): Uint8Array<ArrayBuffer> {
  const trailer = Uint8Array.from({ length: 258 }, (_, index) => (index < 257 ? 256 - index : 0));
  trailer[0] = 1;
  return joined([Uint8Array.of(0x21, 0xff, 11), UTF8.encode("XMP DataXMP"), xmp, trailer]);
}

function webpParts(file: Blob, head: Uint8Array, xmp: Uint8Array): BlobPart[] {
  const pad = new Uint8Array(xmp.length % 2);
  const chunk = joined([UTF8.encode("XMP "), littleEndian(xmp.length, 4), xmp, pad]);
  const [header, from] = extendedHeader(head);
  const bytes = 4 + header.length + (file.size - from) + chunk.length;
  const riff = joined([UTF8.encode("RIFF"), littleEndian(bytes, 4), UTF8.encode("WEBP"), header]);
  return [riff, file.slice(from), chunk];
}

/** A WebP file's extended header with a bit for XMP, and where what follows it begins. */
function extendedHeader(head: Uint8Array): [header: Uint8Array<ArrayBuffer>, from: number] {
  const kind = String.fromCharCode(...head.subarray(12, 16));
  if (kind === "VP8X") {
    const header = head.slice(12, 30);
    header[8] = (header[8] as number) | WEBP_XMP;
    return [header, 30];
  }
  const { width, height, opacity } = kind === "VP8L" ? losslessSides(head) : lossySides(head);
  const sides = [littleEndian(width - 1, 3), littleEndian(height - 1, 3)];
  const flags = littleEndian(WEBP_XMP | (opacity ? WEBP_OPACITY : 0), 4);
  return [joined([UTF8.encode("VP8X"), littleEndian(10, 4), flags, ...sides]), 12];
}

function losslessSides(head: Uint8Array) {
  const bits = new DataView(head.buffer).getUint32(21, true);
  const [width, height] = [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
  return { width, height, opacity: ((bits >>> 28) & 1) === 1 };
}

function lossySides(head: Uint8Array) {
  const view = new DataView(head.buffer);
  const side = (at: number) => view.getUint16(at, true) & 0x3fff;
  return { width: side(26), height: side(28), opacity: false };
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function littleEndian(value: number, bytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytes }, (_, index) => value >>> (8 * index));
}

function bigEndian(value: number, bytes: number): Uint8Array<ArrayBuffer> {
  return littleEndian(value, bytes).reverse();
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The CRC of PNG's chunks (ISO/IEC 15948, annex D), bit by bit: they are short. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
