import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CUBIC,
  ResampledRows,
  Resampler,
  TRIANGLE,
} from "../../../../web_template/src/engine/pictures/resample";
import type { Sides } from "../../../../web_template/src/shared/passes";

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

/** Pillow 12's `Image.resize((9, 7), BICUBIC)` of `GREYS`. */
const ENLARGED = [
  [255, 220, 128, 41, 0, 83, 174, 185, 187],
  [252, 231, 172, 101, 54, 122, 193, 199, 199],
  [245, 245, 239, 197, 157, 184, 215, 214, 212],
  [247, 227, 192, 181, 178, 152, 139, 160, 173],
  [217, 179, 112, 125, 156, 114, 81, 103, 117],
  [89, 76, 55, 66, 96, 152, 174, 105, 65],
  [16, 19, 27, 35, 62, 178, 233, 110, 38],
];

const GREYS = Uint8Array.of(
  ...[255, 121, 6, 168, 187],
  ...[243, 236, 164, 210, 210],
  ...[218, 114, 160, 79, 120],
  ...[31, 36, 69, 228, 58],
);

test("rows are enlarged as Pillow does, cut off where they overshoot", () => {
  const grey = { data: GREYS, width: 5, height: 4 };
  const rows = new ResampledRows(CUBIC, grey, [9, 7], 1);
  const colours = {
    ...grey,
    data: Uint8Array.from({ length: 60 }, (_, i) => GREYS[Math.floor(i / 3)] as number),
  };
  const coloured = new ResampledRows(CUBIC, colours, [9, 7], 3);
  for (const expected of ENLARGED) {
    assert.deepEqual([...rows.next()], expected);
    assert.deepEqual(
      [...coloured.next()],
      expected.flatMap((value) => [value, value, value]),
    );
  }
});

test("rows that come one after the other are those of the whole", () => {
  for (const to of [
    [3, 2],
    [11, 9],
    [5, 9],
    [9, 4],
    [5, 4],
  ] as const) {
    const whole = resampled(GREYS, [5, 4], to, 1);
    const rows = new ResampledRows(TRIANGLE, { data: GREYS, width: 5, height: 4 }, to, 1);
    const found = Array.from({ length: to[1] }, () => [...rows.next()]);
    assert.deepEqual(found.flat(), [...whole]);
  }
});
