import assert from "node:assert/strict";
import { test } from "node:test";
import { covered, coverOf } from "../../../../../web_template/src/studio/tools/animate/fade";
import { greyPicture } from "../../../image-data";

test("an animation begins with the photo alone and soon has none of it", () => {
  assert.equal(coverOf(0), 1);
  assert.ok(coverOf(0.2) > 0.3 && coverOf(0.2) < 0.7);
  assert.equal(coverOf(0.5), 0);
  assert.equal(coverOf(1), 0);
});

test("a cover goes from the lower picture to the upper one", () => {
  const [dark, bright] = [greyPicture(2, 1, () => 20), greyPicture(2, 1, () => 120)];
  assert.deepEqual(covered(dark, bright, 0), dark);
  assert.deepEqual(covered(dark, bright, 1), bright);
  assert.deepEqual([...covered(dark, bright, 0.5).data].slice(0, 4), [70, 70, 70, 255]);
});
