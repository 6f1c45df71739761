import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { marked, mp4Box } from "../../../../web_template/src/studio/pixels/mark";

const XMP = "<x:xmpmeta>\u00e4 packet</x:xmpmeta>";
const WORDS = [...new TextEncoder().encode(XMP)];

async function markedBytes(type: string, bytes: readonly number[]): Promise<Uint8Array> {
  const file = await marked(new Blob([Uint8Array.from(bytes)], { type }), XMP);
  assert.equal(file.type, type);
  return new Uint8Array(await file.arrayBuffer());
}

function text(words: string): number[] {
  return [...words].map((character) => character.charCodeAt(0));
}

test("PNG: a chunk right behind the header", async () => {
  const header = Array.from({ length: 33 }, (_, index) => index);
  const file = await markedBytes("image/png", [...header, 7, 8, 9]);
  const view = new DataView(file.buffer);
  const length = view.getUint32(33);
  const chunk = file.subarray(37, 41 + length);
  assert.deepEqual([...chunk], [...text("iTXtXML:com.adobe.xmp"), 0, 0, 0, 0, 0, ...WORDS]);
  assert.equal(view.getUint32(41 + length), crc32(chunk));
  assert.deepEqual([...file.subarray(0, 33)], header);
  assert.deepEqual([...file.subarray(45 + length)], [7, 8, 9]);
});

test("JPEG: a segment behind JFIF's own", async () => {
  const start = [0xff, 0xd8];
  const jfif = [0xff, 0xe0, 0, 4, 1, 2];
  const rest = [0xff, 0xdb, 5];
  const namespace = text("http://ns.adobe.com/xap/1.0/\0");
  const bytes = namespace.length + WORDS.length + 2;
  const segment = [0xff, 0xe1, bytes >> 8, bytes & 255, ...namespace, ...WORDS];
  for (const head of [start, [...start, ...jfif]]) {
    const file = await markedBytes("image/jpeg", [...head, ...rest]);
    assert.deepEqual([...file], [...head, ...segment, ...rest]);
  }
});

test("WebP: a chunk at the end, and a header that says so", async () => {
  const riff = (...chunks: number[]) => [...text("RIFF"), 0, 0, 0, 0, ...text("WEBP"), ...chunks];
  // 300 x 200 pixels in each of the three kinds.
  const lossy = [...text("VP8 "), 10, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x2c, 1, 200, 0];
  const bits = 299 | (199 << 14) | (1 << 28);
  const lossless = [
    ...text("VP8L"),
    5,
    0,
    0,
    0,
    0x2f,
    ...[0, 8, 16, 24].map((by) => bits >>> by),
    0,
  ];
  const size = [0x2b, 1, 0, 199, 0, 0];
  const extended = [...text("VP8X"), 10, 0, 0, 0, 0x10, 0, 0, 0, ...size, ...text("ALPH")];
  const end = [...text("XMP "), WORDS.length, 0, 0, 0, ...WORDS, ...(WORDS.length % 2 ? [0] : [])];
  for (const [chunks, flags, following] of [
    [lossy, 0x04, lossy],
    [lossless, 0x14, lossless],
    [extended, 0x14, text("ALPH")],
  ] as const) {
    const file = await markedBytes("image/webp", riff(...chunks));
    assert.equal(new DataView(file.buffer).getUint32(4, true), file.length - 8);
    const header = [...text("WEBPVP8X"), 10, 0, 0, 0, flags, 0, 0, 0, ...size];
    const bytes = [...header, ...following, ...end].map((byte) => byte & 255);
    assert.deepEqual([...file.subarray(8)], bytes);
  }
});

test("GIF: an extension before the end", async () => {
  const file = await markedBytes("image/gif", [1, 2, 3, 0x3b]);
  const begun = [1, 2, 3, 0x21, 0xff, 11, ...text("XMP DataXMP"), ...WORDS];
  assert.deepEqual([...file.subarray(0, begun.length)], begun);
  // Whoever takes the packet for parts of a data stream lands in the trailer, and at its end.
  for (let from = 0; from < 256; from++) {
    let at = begun.length + from;
    while (file[at] !== 0) at += (file[at] as number) + 1;
    assert.ok(at >= file.length - 3);
  }
  assert.equal(file.at(-1), 0x3b);
});

test("a box for MP4", () => {
  const box = mp4Box(XMP);
  assert.equal(new DataView(box.buffer).getUint32(0), box.length);
  assert.deepEqual([...box.subarray(4, 8)], text("uuid"));
  assert.deepEqual([...box.subarray(24)], WORDS);
});

test("other files stay as they are", async () => {
  assert.deepEqual([...(await markedBytes("image/avif", [1, 2]))], [1, 2]);
});
