import assert from "node:assert/strict";
import { test } from "node:test";
import { automaticSide, sizesOf } from "../../../../web_template/src/studio/painting/size";

const photo = { width: 3872, height: 2592 };
const view = [1000, 700] as const;

/** Paintings that take so many milliseconds for a megapixel. */
const pace = (milliseconds: number) => (side: number) =>
  (milliseconds * side * ((side * photo.height) / photo.width)) / 1e6;

test("a fast machine paints a photo at its own size", () => {
  assert.equal(automaticSide(photo, view, pace(100)), 3872);
});

test("a slower one paints what it can in about three seconds", () => {
  const side = automaticSide(photo, view, pace(800));
  assert.equal(side, 2048);
  assert.ok(pace(800)(side) <= 3000 && pace(800)(2560) > 3000);
});

test("a slow one paints what the screen shows, and so does one of which nothing is known", () => {
  for (const expected of [pace(50_000), () => undefined]) {
    assert.equal(automaticSide(photo, view, expected), 1024);
    assert.equal(automaticSide(photo, [3000, 2000], expected), 3072);
    assert.equal(automaticSide(photo, [9000, 9000], expected), 3872);
    // The photo's height is what fills a low view.
    assert.equal(automaticSide(photo, [3000, 400], expected), 640);
  }
});

test("a photo is never enlarged", () => {
  const small = { width: 451, height: 300 };
  assert.equal(automaticSide(small, view, pace(1)), 451);
  assert.equal(
    automaticSide(small, view, () => undefined),
    451,
  );
});

test("the size does not flicker, but follows a machine that is found to be faster or slower", () => {
  assert.equal(automaticSide(photo, view, pace(800), 2048), 2048);
  assert.equal(automaticSide(photo, view, pace(1400), 2048), 2048);
  assert.equal(automaticSide(photo, view, pace(600), 2048), 2048);
  assert.equal(automaticSide(photo, view, pace(3000), 2048), 1024);
  assert.equal(automaticSide(photo, view, pace(100), 2048), 3872);
  // A larger window asks for more.
  assert.equal(automaticSide(photo, [2400, 2400], pace(1400), 2048), 2560);
});

test("sizes end with the photo's own", () => {
  assert.deepEqual(sizesOf({ width: 300, height: 700 }), [256, 384, 512, 640, 700]);
  assert.deepEqual(sizesOf({ width: 40, height: 20 }), [40]);
});
