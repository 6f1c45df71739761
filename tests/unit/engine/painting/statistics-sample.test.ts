import assert from "node:assert/strict";
import { test } from "node:test";
import { heightOf, widthOf } from "../../../../web_template/src/engine/base/area";
import { sampleOf } from "../../../../web_template/src/engine/painting/statistics-sample";

const MULTIPLE = 4;

for (const [width, height] of [
  [4000, 3000],
  [640, 480],
  [3000, 200],
  [100, 84],
] as const) {
  test(`equal squares, spread evenly over ${width} x ${height} pixels`, () => {
    const most = 300_000;
    const areas = sampleOf(width, height, most, MULTIPLE);
    const [first] = areas;
    assert.ok(first);
    const side = widthOf(first);
    const pixels = areas.length * side ** 2;
    // As many as there may be, but for what does not make a whole row.
    assert.ok(pixels <= most && pixels > Math.min(most, width * height) / 2);
    for (const area of areas) {
      assert.deepEqual([widthOf(area), heightOf(area)], [side, side]);
      assert.ok(area.top >= 0 && area.bottom <= height && area.left >= 0 && area.right <= width);
      assert.equal(area.top % MULTIPLE, 0);
      assert.equal(area.left % MULTIPLE, 0);
    }
    const centre = (from: "left" | "top") =>
      areas.reduce((sum, area) => sum + area[from] + side / 2, 0) / areas.length;
    if (areas.length < 9) return;
    assert.ok(Math.abs(centre("left") / width - 0.5) < 0.1);
    assert.ok(Math.abs(centre("top") / height - 0.5) < 0.1);
  });
}

test("one square where memory allows no more", () => {
  assert.equal(sampleOf(640, 480, 0, MULTIPLE).length, 1);
});
