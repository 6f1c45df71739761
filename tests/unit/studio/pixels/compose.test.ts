import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, freshMasks } from "../../../../web_template/src/studio/model/masks";
import { composed } from "../../../../web_template/src/studio/pixels/compose";
import { greyPicture } from "../../image-data";
import { drawn } from "../tools/region/strokes";

const [WIDTH, HEIGHT] = [320, 240];

test("masks are scaled to the painting", () => {
  const plain = (grey: number) => greyPicture(WIDTH, HEIGHT, () => grey);
  const layers = { first: plain(10), second: plain(110), photo: plain(210) };
  const masks = drawn(
    filled(freshMasks(80, 60), "first"),
    [
      "second",
      15,
      0,
      [
        [15, 0],
        [15, 60],
      ],
    ],
    [
      "photo",
      15,
      0,
      [
        [65, 0],
        [65, 60],
      ],
    ],
  );
  const { data } = composed(layers, masks);
  const row = (y: number, from: number, to: number) =>
    Array.from({ length: to - from }, (_, x) => data[4 * (y * WIDTH + from + x)] as number);
  for (let y = 0; y < HEIGHT; y++) {
    assert.deepEqual(new Set(row(y, 8, 110)), new Set([110]));
    assert.deepEqual(new Set(row(y, 130, 190)), new Set([10]));
    assert.deepEqual(new Set(row(y, 210, 312)), new Set([210]));
  }
  const edge = row(120, 110, 130);
  assert.ok(edge.slice(1).every((value, index) => value <= (edge[index] as number)));
  assert.ok(new Set(edge).size > 4, "the edge is a stair");
});
