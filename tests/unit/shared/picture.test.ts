import assert from "node:assert/strict";
import { test } from "node:test";
import {
  centredSquare,
  checkSize,
  fitted,
  MOST_PIXELS,
  SMALLEST_SIDE,
} from "../../../web_template/src/shared/picture";

test("the long side becomes what is asked for, no side nothing", () => {
  assert.deepEqual(fitted(400, 300, 200), [200, 150]);
  assert.deepEqual(fitted(300, 400, 512), [384, 512]);
  assert.deepEqual(fitted(5000, 3, 100), [100, 1]);
});

test("the largest centred square", () => {
  assert.deepEqual(centredSquare(31, 20), { left: 5, top: 0, width: 20, height: 20 });
});

test("pictures that are too small or too large are refused", () => {
  checkSize(SMALLEST_SIDE, MOST_PIXELS / SMALLEST_SIDE);
  assert.throws(() => checkSize(SMALLEST_SIDE - 1, 100), { code: "too-small" });
  assert.throws(() => checkSize(MOST_PIXELS, SMALLEST_SIDE), {
    code: "too-large",
    message: "This picture has 1024 megapixels: choose one with at most 64.",
  });
});
