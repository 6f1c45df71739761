import assert from "node:assert/strict";
import { test } from "node:test";
import { partOf, posterOf, ratioOf } from "../../../../web_template/src/studio/pixels/shapes";

const screen = { width: 390, height: 844 };

test("a part is as large as the picture has it, whole in one direction", () => {
  assert.deepEqual(partOf(300, 200, 1), { left: 50, top: 0, width: 200, height: 200 });
  // More is cut off below than above.
  assert.deepEqual(partOf(200, 300, 1), { left: 0, top: 40, width: 200, height: 200 });
  assert.deepEqual(partOf(160, 90, 9 / 16), { left: 55, top: 0, width: 51, height: 90 });
  assert.deepEqual(partOf(3, 1000, 100), { left: 0, top: 400, width: 3, height: 1 });
});

test("shapes are those of their places", () => {
  assert.equal(ratioOf("square", screen), 1);
  assert.equal(ratioOf("story", screen), 9 / 16);
  assert.equal(ratioOf("wallpaper", screen), 390 / 844);
});

test("a poster has a margin around the whole picture, and more below it for the title", () => {
  const { width, height, margin, title } = posterOf(1200, 800);
  assert.equal(width, 1200 + 2 * margin);
  assert.equal(height, 800 + 3 * margin);
  assert.ok(title < margin);
});
