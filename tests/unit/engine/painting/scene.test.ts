import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exposureChange,
  isCut,
  isFlat,
  isOther,
  lookOf,
} from "../../../../web_template/src/engine/painting/scene";
import type { Picture } from "../../../../web_template/src/shared/picture";
import { randomNumbers } from "../../random";

function picture(pixel: (index: number) => readonly [number, number, number], side = 200) {
  const data = Uint8Array.from({ length: side * side }, () => 0);
  const bytes = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) bytes.set(pixel(i), 3 * i);
  return { width: side, height: side, data: bytes };
}

function contrastOf(seen: Picture): number {
  return lookOf(seen).contrast;
}

/** Waves of `length` pixels from `left` on, in all of the picture as bright. */
function waves(length: number, left = 0, exposure = 1) {
  return picture((i) => {
    const [x, y] = [(i % 200) + left, Math.floor(i / 200)];
    const level = exposure * (110 + 55 * Math.sin((x + y / 3) / length));
    return [level, 0.8 * level, level];
  });
}

test("contrast is the deviation of a picture's bytes", () => {
  assert.equal(contrastOf(picture(() => [20, 70, 200])), 0, "whatever its colour");
  const halves = picture((i) => (i % 2 ? [200, 200, 200] : [100, 100, 100]));
  assert.ok(Math.abs(contrastOf(halves) - 50) < 1);
  const blue = contrastOf(picture((i) => [0, 0, i < 2 ? 0 : 90], 2));
  assert.equal(blue, 45, "small pictures, and one channel alone");
});

test("what shows nothing is flat, noise of a dark camera among it", () => {
  const noise = randomNumbers(7);
  assert.ok(isFlat(lookOf(picture(() => [noise() * 3, noise() * 3, noise() * 3]))));
  assert.ok(!isFlat(lookOf(picture((i) => [i % 64, i % 64, i % 64]))));
});

test("a film that fades is measured anew, one that moves is not", () => {
  const of = (contrast: number) => ({ contrast, patches: new Float32Array(192) });
  assert.ok(isOther(of(10), of(3)));
  assert.ok(isOther(of(3), of(10)));
  assert.ok(!isOther(of(50), of(40)));
  assert.ok(isOther(of(5), of(0)), "nothing was measured yet");
});

test("a cut is another picture of the same contrast, not one that moves or flickers", () => {
  const scene = lookOf(waves(40));
  assert.ok(isCut(lookOf(waves(23, 70)), scene));
  assert.ok(isCut(lookOf(waves(40, 126)), scene), "dark where it was bright");
  assert.ok(!isCut(lookOf(waves(40, 12)), scene), "moved by 12 of 200 pixels");
  assert.ok(!isCut(lookOf(waves(40, 0, 1.2)), scene), "a fifth brighter");
});

test("the exposure is seen whatever moves through the picture", () => {
  const scene = lookOf(waves(40));
  assert.ok(Math.abs(exposureChange(lookOf(waves(40, 0, 1.05)), scene) - 1.05) < 0.01);
  const dark = waves(40);
  // Something dark over a quarter of the picture.
  for (let i = 0; i < 100; i++) dark.data.fill(10, 3 * 200 * i, 3 * (200 * i + 100));
  assert.equal(exposureChange(lookOf(dark), scene), 1);
});

test("strips and single pixels have a look", () => {
  for (const side of [1, 3, 7])
    assert.ok(lookOf(picture(() => [9, 9, 9], side)).patches.every((p) => Math.abs(p - 9) < 0.01));
});
