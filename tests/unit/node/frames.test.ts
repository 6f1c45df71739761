import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameReader, framePieces } from "../../../web_template/src/node/frames";

/** What is received of bytes that come in pieces of a length. */
function received(bytes: Uint8Array, length: number): unknown[] {
  const found: unknown[] = [];
  const reader = new FrameReader((header, pixels) => found.push([header, [...pixels]]));
  for (let at = 0; at < bytes.length; at += length) reader.feed(bytes.subarray(at, at + length));
  return found;
}

test("frames are put together from whatever pieces they come in", () => {
  const frames = [
    { header: { kind: "paint", title: "Grün" }, pixels: [1, 2, 3, 4] },
    { header: { value: null }, pixels: [] },
    { header: { kind: "frame" }, pixels: Array.from({ length: 300 }, (_, i) => i % 256) },
  ];
  const pieces = frames.flatMap(({ header, pixels }) =>
    framePieces(header, Uint8ClampedArray.from(pixels)),
  );
  const bytes = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
  const expected = frames.map(({ header, pixels }) => [header, pixels]);
  for (const length of [1, 7, 8, 100, bytes.length]) {
    assert.deepEqual(received(bytes, length), expected);
  }
});
