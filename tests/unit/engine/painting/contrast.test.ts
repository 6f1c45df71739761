import assert from "node:assert/strict";
import { test } from "node:test";
import { contrastOf, isFlat, isOther } from "../../../../web_template/src/engine/painting/contrast";
import { randomNumbers } from "../../random";

function picture(pixel: (index: number) => readonly [number, number, number], side = 200) {
  const data = Uint8Array.from({ length: side * side }, () => 0);
  const bytes = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) bytes.set(pixel(i), 3 * i);
  return { width: side, height: side, data: bytes };
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
  assert.ok(isFlat(contrastOf(picture(() => [noise() * 3, noise() * 3, noise() * 3]))));
  assert.ok(!isFlat(contrastOf(picture((i) => [i % 64, i % 64, i % 64]))));
});

test("a film that fades is measured anew, one that moves is not", () => {
  assert.ok(isOther(10, 3));
  assert.ok(isOther(3, 10));
  assert.ok(!isOther(50, 40));
  assert.ok(isOther(5, 0), "nothing was measured yet");
});
