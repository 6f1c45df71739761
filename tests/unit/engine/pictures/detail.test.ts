import assert from "node:assert/strict";
import { test } from "node:test";
import { detailMap } from "../../../../web_template/src/engine/pictures/detail";
import type { Picture } from "../../../../web_template/src/shared/picture";
import { randomNumbers } from "../../random";

function grey(width: number, height: number, value: (x: number, y: number) => number): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = value(pixel % width, Math.floor(pixel / width));
  }
  return { width, height, data };
}

/** Letters of a kind at the left, an even slope of light at the right. */
const half = (width: number, height: number) =>
  grey(
    width,
    height,
    (x, y) => (x < width / 2 ? ((x >> 3) + (y >> 3)) % 2 : 0.2 + (0.3 * y) / height) * 255,
  );

test("letters are details, a sky is none", async () => {
  for (const [width, height] of [
    [400, 300],
    [1200, 900],
  ] as const) {
    const map = await detailMap(half(width, height));
    assert.ok(Math.max(map.width, map.height) <= 512);
    const at = (x: number, y: number) =>
      map.data[Math.floor(y * map.height) * map.width + Math.floor(x * map.width)] as number;
    assert.equal(at(0.25, 0.5), 255);
    assert.ok(at(0.8, 0.5) < 30);
  }
});

test("noise is no detail", async () => {
  const random = randomNumbers(3);
  const { data } = await detailMap(grey(1024, 700, () => 150 + 4 * random()));
  assert.ok(data.every((value) => value < 110));
});

test("a picture of one colour, of any shape", async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 700],
    [3, 2],
  ] as const) {
    const { data } = await detailMap(grey(width, height, () => 90));
    assert.ok(data.every((value) => value === 0));
  }
});
