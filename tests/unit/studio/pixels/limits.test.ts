import "../page/document";
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFormat } from "../../../../web_template/src/studio/pixels/limits";

test("formats say what they cannot hold", () => {
  checkFormat(16_383, 10, "image/webp");
  checkFormat(70_000, 10, "image/png");
  assert.throws(() => checkFormat(16_384, 10, "image/webp"), /WebP.*16\.383/);
  assert.throws(() => checkFormat(10, 17_000, "image/webp"), /WebP/);
  assert.throws(() => checkFormat(70_000, 100, "image/jpeg"), /JPEG/);
});
