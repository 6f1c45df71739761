import assert from "node:assert/strict";
import { test } from "node:test";
import { wholeArea } from "../../../../web_template/src/engine/base/area";
import {
  mirrored,
  paddedSide,
  paddedSize,
  toUnit,
  valuesOf,
  writePixels,
} from "../../../../web_template/src/engine/pictures/pixels";
import type { Picture } from "../../../../web_template/src/shared/picture";
import { assertNear } from "../../near";

/** A picture whose red is its column, whose green is its row. */
function picture(width: number, height: number): Picture {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [pixel % width, Math.floor(pixel / width), 200][i % 3] as number;
  });
  return { width, height, data };
}

test("positions are mirrored at both edges, however far outside", () => {
  const seen = (from: number, to: number, length: number) =>
    Array.from({ length: to - from }, (_, k) => mirrored(from + k, length)).join("");
  assert.equal(seen(-7, 11, 4), "101232101232101232");
  assert.equal(seen(-3, 4, 2), "1010101");
  assert.equal(seen(-2, 3, 1), "00000");
});

test("sides are padded to multiples, to a minimum at least", () => {
  assert.deepEqual(
    [1, 16, 17, 20].map((side) => paddedSide(side, 4, 16)),
    [16, 16, 20, 20],
  );
});

test("an area beyond the padded picture is mirrored twice", () => {
  const values = valuesOf(
    picture(5, 3),
    { width: 8, height: 4, margin: 0 },
    {
      top: -1,
      bottom: 5,
      left: -2,
      right: 10,
    },
  );
  const seen = (channel: number, step: number, count: number) =>
    Array.from({ length: count }, (_, k) => Math.round(255 * (values[k * step + channel] ?? 0)));
  // Padded at the right it is 01234321, which its own border mirrors.
  assert.deepEqual(seen(0, 3, 12), [2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 2, 3]);
  // Padded at the bottom it is 0121.
  assert.deepEqual(seen(1, 36, 6), [1, 0, 1, 2, 1, 2]);
});

test("a margin of whole multiples is painted around a picture, and mirrors it", () => {
  assert.deepEqual(paddedSize([21, 8], { multiple: 4, minimum: 16 }), {
    width: 32,
    height: 16,
    margin: 4,
  });
  assert.equal(paddedSize([21, 8], { multiple: 16, minimum: 16 }).margin, 16);
  const padded = { width: 8, height: 8, margin: 2 };
  const values = valuesOf(picture(4, 3), padded, wholeArea(8, 8));
  const seen = (channel: number, step: number) =>
    Array.from({ length: 8 }, (_, k) => Math.round(255 * (values[k * step + channel] ?? 0)));
  assert.deepEqual(seen(0, 3), [2, 1, 0, 1, 2, 3, 2, 1]);
  assert.deepEqual(seen(1, 24), [2, 1, 0, 1, 2, 1, 0, 1]);
  // It is not taken over, wherever in it the cells begin.
  const data = new Uint8ClampedArray(4 * 4 * 3);
  const canvas = { width: 4, height: 3, data };
  writePixels(
    { values, columns: 8, size: 1 },
    wholeArea(8, 8),
    wholeArea(8, 8),
    padded,
    canvas,
    undefined,
  );
  const opaque = Array.from({ length: 12 }, (_, k) => [k % 4, Math.floor(k / 4), 200, 255]);
  assert.deepEqual([...data], opaque.flat());
});

test("a picture cut into cells is the picture again", () => {
  const [width, height, size] = [6, 4, 2];
  const bare = { width, height, margin: 0 };
  const whole = wholeArea(width, height);
  const given = valuesOf(picture(width, height), bare, whole);
  const columns = width / size;
  const values = new Float32Array(given.length);
  for (let i = 0; i < given.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const cell = Math.floor(y / size) * columns + Math.floor(x / size);
    const inside = (y % size) * size + (x % size);
    values[(cell * size * size + inside) * 3 + (i % 3)] = given[i] as number;
  }
  const cells = { values, columns, size };
  const data = new Uint8ClampedArray(4 * width * height);
  writePixels(cells, whole, whole, bare, { width, height, data }, undefined);
  const opaque = Array.from({ length: width * height }, (_, k) => [
    ...[k % width, Math.floor(k / width), 200, 255],
  ]).flat();
  assert.deepEqual([...data], opaque);

  // A part of the cells, in a smaller picture that has an opacity.
  const [wide, high] = [5, 3];
  const part = new Uint8ClampedArray(4 * wide * high);
  const wanted = { top: 1, bottom: 4, left: 3, right: 6 };
  const alpha = Uint8Array.from({ length: wide * high }, (_, k) => k + 1);
  writePixels(cells, whole, wanted, bare, { width: wide, height: high, data: part }, alpha);
  const expected = Array.from({ length: wide * high }, (_, k) => {
    const [x, y] = [k % wide, Math.floor(k / wide)];
    return x >= 3 && y >= 1 ? [x, y, 200, k + 1] : [0, 0, 0, 0];
  });
  assert.deepEqual([...part], expected.flat());
});

test("bytes are shares of 255", () => {
  const values = toUnit({ width: 1, height: 1, data: Uint8Array.of(0, 51, 255) });
  assertNear(values, [0, 0.2, 1]);
});
