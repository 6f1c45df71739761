import assert from "node:assert/strict";
import { test } from "node:test";
import { Backdrop } from "../../../../web_template/src/engine/pictures/alpha-fill";

const [WIDTH, HEIGHT] = [64, 48];

/** A soft disc of reds over a hidden colour, in front of what lies behind it. */
function composed(hidden: readonly number[], radius: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const alpha = Math.min(Math.max((radius - Math.hypot(x - 32, y - 24)) * 64, 0), 255);
    rgba.set(alpha >= 1 ? [200, x, y, alpha] : [...hidden, 0], 4 * i);
  }
  const backdrop = new Backdrop(WIDTH, HEIGHT);
  // As pictures are decoded: some rows at a time.
  for (const [top, rows] of [[0, 20] as const, [20, 28] as const]) {
    backdrop.add(rgba.subarray(4 * WIDTH * top, 4 * WIDTH * (top + rows)), WIDTH, top, rows);
  }
  backdrop.finish();
  backdrop.compose(rgba, WIDTH, 0, HEIGHT);
  return rgba;
}

test("what is hidden does not count, and what is seen lies behind", () => {
  const [black, green] = [composed([0, 0, 0], 20), composed([0, 255, 0], 20)];
  assert.deepEqual(black, green);
  for (let i = 0; i < black.length; i += 4) {
    assert.ok(Math.abs((black[i] as number) - 200) <= 1, "all that is seen is as red");
  }
  assert.equal(black[3], 0, "opacity stays");
});

test("a picture that shows nothing gets white paper", () => {
  const found = composed([0, 0, 0], 0);
  assert.ok(found.every((byte, i) => byte === (i % 4 === 3 ? 0 : 255)));
});
