import assert from "node:assert/strict";
import { test } from "node:test";
import { isMoving } from "../../../../web_template/src/studio/model/moving";

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const bytes = (...parts: (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? ascii(part) : part)));

/** A table of two colours, and a frame of one pixel with one of its own. */
const TABLE = [0, 0, 0, 255, 255, 255];
const FRAME = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, ...TABLE, 2, 2, 0x44, 1, 0];
const COMMENT = [0x21, 0xfe, 3, 0x2c, 0x2c, 0x2c, 0];
const gif = (...blocks: (readonly number[])[]) =>
  bytes("GIF89a", [1, 0, 1, 0, 0x80, 0, 0], TABLE, ...blocks, [0x3b]);

test("a GIF moves with its second frame", () => {
  assert.equal(isMoving(gif(FRAME)), false);
  assert.equal(isMoving(gif(COMMENT, FRAME, COMMENT)), false);
  assert.equal(isMoving(gif(COMMENT, FRAME, FRAME)), true);
  assert.equal(isMoving(gif(FRAME).subarray(0, 30)), false, "cut off");
});

test("a PNG moves with a chunk before its pixels", () => {
  const chunk = (name: string, length: number) =>
    bytes([0, 0, 0, length], name, new Array(length + 4).fill(0));
  const png = (...chunks: Uint8Array[]) =>
    bytes([0x89], "PNG", [13, 10, 26, 10], ...chunks.map((one) => [...one]));
  assert.equal(isMoving(png(chunk("IHDR", 13), chunk("acTL", 8), chunk("IDAT", 4))), true);
  assert.equal(isMoving(png(chunk("IHDR", 13), chunk("IDAT", 4), chunk("acTL", 8))), false);
  assert.equal(isMoving(png(chunk("IHDR", 13))), false);
});

test("WebP and AVIF say so at their beginning", () => {
  const webp = (flags: number) => bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, flags]);
  assert.equal(isMoving(webp(0x12)), true);
  assert.equal(isMoving(webp(0x10)), false);
  assert.equal(isMoving(bytes([0, 0, 0, 28], "ftypavis")), true);
  assert.equal(isMoving(bytes([0, 0, 0, 28], "ftypavif")), false);
});

test("anything else stands still", () => {
  assert.equal(isMoving(new Uint8Array()), false);
  assert.equal(isMoving(bytes("<svg>")), false);
});
