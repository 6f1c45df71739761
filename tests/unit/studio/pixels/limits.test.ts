import "../page/document";
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkCanvas, checkFormat } from "../../../../web_template/src/studio/pixels/limits";

test("formats say what they cannot hold", () => {
  checkFormat(16_383, 10, "image/webp");
  checkFormat(70_000, 10, "image/png");
  assert.throws(() => checkFormat(16_384, 10, "image/webp"), /WebP.*16\.383/);
  assert.throws(() => checkFormat(10, 17_000, "image/webp"), /WebP/);
  assert.throws(() => checkFormat(70_000, 100, "image/jpeg"), /JPEG/);
});

test("a canvas that stays blank is refused before anything is painted", (context) => {
  const canvas = (alpha: number) => ({
    getContext: () => ({ fillRect() {}, getImageData: () => ({ data: [0, 0, 0, alpha] }) }),
  });
  const made = context.mock.method(document, "createElement", () => canvas(0));
  checkCanvas(4096, 3000);
  assert.equal(made.mock.callCount(), 0, "what works everywhere is not tried");
  assert.throws(() => checkCanvas(70_000, 100), /70\.000/);
  context.mock.method(document, "createElement", () => canvas(255));
  checkCanvas(20_000, 100);
});
