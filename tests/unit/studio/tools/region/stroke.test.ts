import assert from "node:assert/strict";
import { test } from "node:test";
import {
  filled,
  freshMasks,
  inverted,
  type Layer,
  shown,
} from "../../../../../web_template/src/studio/model/masks";
import type { Masks } from "../../../../../web_template/src/studio/model/recipe";
import { drawn, type Path } from "./strokes";

function plain(width: number, height: number, layer: Layer): Masks {
  return filled(freshMasks(width, height), layer);
}

test("strokes cover what lies under them", () => {
  const path: Path = [
    [20, 30],
    [50, 30],
    [80, 30],
  ];
  const masks = drawn(plain(100, 60, "first"), ["photo", 10, 0, path]);
  for (const [index, share] of masks.photo.entries()) {
    const [x, y] = [(index % 100) + 0.5, Math.floor(index / 100) + 0.5];
    const away = Math.hypot(x - Math.min(Math.max(x, 20), 80), y - 30);
    if (away < 9) assert.equal(share, 255);
    if (away > 10) assert.equal(share, 0);
  }
  assert.ok(masks.second.every((share) => share === 0));
  assert.deepEqual(shown(masks), { first: true, second: false, photo: true });
});

test("soft edges fade and do not pile up", () => {
  const start = plain(100, 100, "first");
  const once = drawn(start, ["second", 20, 1, [[50, 50]]]);
  const often = drawn(start, ["second", 20, 1, Array.from({ length: 20 }, () => [50, 50])]);
  assert.deepEqual(once, often);
  const profile = [...once.second.subarray(5050, 5072)];
  assert.ok((profile[0] as number) > 250);
  assert.ok(Math.abs((profile[10] as number) - 128) < 15);
  assert.equal(profile[20], 0);
  assert.ok(profile.slice(1).every((share, index) => share <= (profile[index] as number)));
});

test("the last layer wins, and shares stay within the whole", () => {
  const places = { second: 10, photo: 30, first: 20 };
  const layers = ["second", "photo", "second", "first"] as const;
  const strokes = layers.map((layer, index) => {
    const x = index === 2 ? 44 : places[layer];
    const path: Path = [
      [x, 32],
      [64 - x, 40],
    ];
    return [layer, 18, 0.7, path] as const;
  });
  const masks = drawn(plain(64, 64, "photo"), ...strokes);
  for (const [index, share] of masks.second.entries()) {
    assert.ok(share + (masks.photo[index] as number) <= 255);
  }
  const under = 33 * 64 + 21;
  assert.equal(masks.second[under], 0);
  assert.equal(masks.photo[under], 0);
  const covered = drawn(masks, ["photo", 100, 0, [[32, 32]]]);
  assert.ok(covered.photo.every((share) => share === 255));
});

test("inverted masks swap the first layer and another", () => {
  const masks = drawn(plain(64, 64, "first"), [
    "second",
    18,
    0.7,
    [
      [10, 32],
      [54, 40],
    ],
  ]);
  const flipped = inverted(masks, "second");
  assert.deepEqual(
    flipped.second,
    masks.second.map((share) => 255 - share),
  );
  assert.deepEqual(inverted(flipped, "second"), masks);
});

test("large pictures have small masks", () => {
  const { width, height } = plain(6000, 4000, "photo");
  assert.deepEqual([width, height], [512, 341]);
});
