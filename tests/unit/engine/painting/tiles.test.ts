import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Area,
  heightOf,
  wholeArea,
  widthOf,
} from "../../../../web_template/src/engine/base/area";
import {
  fewestPixels,
  type Tile,
  type TileRules,
  tilesOf,
  unpainted,
} from "../../../../web_template/src/engine/painting/tiles";

const RULES: TileRules = { most: 150 ** 2, halo: 24, multiple: 4 };

/** Pictures, and parts of some. */
const PARTS: readonly (readonly [width: number, height: number, part: Area])[] = [
  [64, 64, wholeArea(64, 64)],
  [400, 300, wholeArea(400, 300)],
  [1200, 40, wholeArea(1200, 40)],
  [40, 1200, wholeArea(40, 1200)],
  [404, 596, wholeArea(404, 596)],
  [400, 300, { top: 40, bottom: 260, left: 100, right: 304 }],
];

/** How often each place of a picture, a multiple apart, lies in some areas. */
function counts(areas: readonly Area[], width: number, height: number): Uint8Array {
  const { multiple } = RULES;
  const found = new Uint8Array((width * height) / multiple ** 2);
  for (const { top, bottom, left, right } of areas) {
    for (const edge of [top, bottom, left, right]) assert.equal(edge % multiple, 0);
    for (let y = top; y < bottom; y += multiple) {
      for (let x = left; x < right; x += multiple) {
        const place = (y * width) / multiple ** 2 + x / multiple;
        found[place] = (found[place] as number) + 1;
      }
    }
  }
  return found;
}

for (const [width, height, part] of PARTS) {
  const tiles = tilesOf(part, width, height, RULES);
  const name = `${widthOf(part)} x ${heightOf(part)} of ${width} x ${height}`;

  test(`tiles cover a part and do not overlap: ${name}`, () => {
    const painted = tiles.map((tile) => tile.painted);
    assert.deepEqual(counts(painted, width, height), counts([part], width, height));
  });

  test(`tiles see their halo, and no more than they may: ${name}`, () => {
    const most = Math.max(RULES.most, fewestPixels(RULES.halo));
    for (const { painted, seen } of tiles) {
      assert.ok(seen.top <= Math.max(painted.top - RULES.halo, 0));
      assert.ok(seen.bottom >= Math.min(painted.bottom + RULES.halo, height));
      assert.ok(seen.left <= Math.max(painted.left - RULES.halo, 0));
      assert.ok(seen.right >= Math.min(painted.right + RULES.halo, width));
      assert.ok(seen.top >= 0 && seen.left >= 0 && seen.bottom <= height && seen.right <= width);
      assert.ok(widthOf(seen) * heightOf(seen) <= most);
    }
    const shapes = tiles.map(({ seen }) => `${widthOf(seen)} x ${heightOf(seen)}`);
    assert.equal(new Set(shapes).size, 1, "backends prepare for one shape");
  });

  test(`what is unpainted and the tiles before are the part: ${name}`, () => {
    for (const [index, next] of tiles.entries()) {
      const before = tiles.slice(0, index).map((tile: Tile) => tile.painted);
      const all = [...before, ...unpainted(part, next)];
      assert.deepEqual(counts(all, width, height), counts([part], width, height));
    }
  });
}

test("a picture that may be seen at a time is one tile", () => {
  const whole = wholeArea(148, 148);
  assert.deepEqual(tilesOf(whole, 148, 148, RULES), [{ painted: whole, seen: whole }]);
});
