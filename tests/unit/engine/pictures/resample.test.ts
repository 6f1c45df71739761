import assert from "node:assert/strict";
import { test } from "node:test";
import { Resampler, type Sides } from "../../../../web_template/src/engine/pictures/resample";

function resampled(data: Uint8Array, from: Sides, to: Sides, bytes: 1 | 3): Uint8Array {
  const resampler = new Resampler(from, to, bytes);
  const row = from[0] * bytes;
  for (let y = 0; y < from[1]; y++) resampler.add(data.subarray(y * row, (y + 1) * row));
  return resampler.data;
}

test("a constant stays constant", () => {
  const from = [13, 9] as const;
  for (const to of [
    [5, 4],
    [40, 31],
    [13, 2],
    [3, 9],
    [1, 1],
    [13, 9],
  ] as const) {
    for (const value of [0, 1, 127, 254, 255]) {
      for (const bytes of [1, 3] as const) {
        const data = new Uint8Array(13 * 9 * bytes).fill(value);
        const found = resampled(data, from, to, bytes);
        assert.equal(found.length, to[0] * to[1] * bytes);
        assert.ok(found.every((byte) => byte === value));
      }
    }
  }
});

test("pixels are weighted by a triangle", () => {
  const row = Uint8Array.of(0, 0, 240, 240, 0, 0);
  // A triangle of four pixels' width over every second edge: 1, 3, 3, 1 of 8.
  assert.deepEqual([...resampled(row, [6, 1], [3, 1], 1)], [34, 180, 34]);
  const column = resampled(row, [1, 6], [1, 3], 1);
  assert.deepEqual([...column], [34, 180, 34]);
  assert.deepEqual([...resampled(Uint8Array.of(0, 100), [2, 1], [4, 1], 1)], [0, 25, 75, 100]);
});

test("colours do not mix", () => {
  const data = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => [10, 90, 250][i % 3] as number);
  const found = resampled(data, [8, 8], [5, 3], 3);
  assert.ok(found.every((byte, i) => byte === [10, 90, 250][i % 3]));
});
