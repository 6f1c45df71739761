import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Motion,
  motionOf,
  pyramidOf,
} from "../../../../web_template/src/engine/pictures/motion";
import type { Picture } from "../../../../web_template/src/shared/picture";

const WIDTH = 160;
const HEIGHT = 120;

/** A scene of blotches without a period, seen from a place in it. */
function seen(left: number, top: number, scale = 1): Picture {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const x = left + scale * ((i % WIDTH) - WIDTH / 2);
    const y = top + scale * (Math.floor(i / WIDTH) - HEIGHT / 2);
    const level = 128 + 60 * Math.sin(x / 5 + Math.sin(y / 9)) + 50 * Math.cos(y / 4 - x / 31);
    data.fill(level, 3 * i, 3 * i + 3);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** The median of how far the blocks inside the picture are off what they should have moved by. */
function error(motion: Motion, expected: (x: number, y: number) => readonly [number, number]) {
  const off: number[] = [];
  for (let row = 2; row < motion.rows - 2; row++) {
    for (let column = 2; column < motion.columns - 2; column++) {
      const at = row * motion.columns + column;
      const [x, y] = expected(8 * column + 4 - WIDTH / 2, 8 * row + 4 - HEIGHT / 2);
      off.push(Math.hypot((motion.x[at] as number) - x, (motion.y[at] as number) - y));
    }
  }
  return off.sort((a, b) => a - b)[off.length >> 1] as number;
}

test("everything moved", () => {
  const moves = [
    [0, 0],
    [3, -2],
    [1.4, 0.6],
    [-13, 9],
  ] as const;
  for (const [x, y] of moves) {
    const motion = motionOf(pyramidOf(seen(x, y)), pyramidOf(seen(0, 0)));
    const off = error(motion, () => [x, y]);
    assert.ok(off < 0.35, `${x}, ${y}: ${off} pixels off`);
  }
});

test("the picture came nearer", () => {
  const motion = motionOf(pyramidOf(seen(0, 0, 0.95)), pyramidOf(seen(0, 0)));
  const off = error(motion, (x, y) => [-0.05 * x, -0.05 * y]);
  assert.ok(off < 0.35, `${off} pixels off`);
});

test("plain pictures stand still", () => {
  const plain = { width: 40, height: 30, data: new Uint8Array(40 * 30 * 3).fill(90) };
  const { x, y } = motionOf(pyramidOf(plain), pyramidOf(plain));
  assert.ok([...x, ...y].every((by) => by === 0));
});
