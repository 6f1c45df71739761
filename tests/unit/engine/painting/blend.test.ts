import assert from "node:assert/strict";
import { test } from "node:test";
import {
  blendInto,
  coveringOf,
  type Guide,
  guideOf,
} from "../../../../web_template/src/engine/painting/blend";
import type { Picture } from "../../../../web_template/src/shared/picture";

const SIDE = 512;

/** A grey with stripes over it, columns or rows of 2 pixels. */
function striped(side: number, grey: number, contrast: number, across: boolean): Picture {
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const place = across ? pixel % side : Math.floor(pixel / side);
    return grey + ((place >> 1) % 2 === 0 ? contrast : -contrast);
  });
  return { width: side, height: side, data };
}

/** What a bright photo with columns becomes over which a dark painting with rows is laid. */
async function ground(detail: number, strength: number) {
  const photo = striped(SIDE, 180, 40, true);
  const guide: Guide = {
    areas: (await guideOf(photo)).areas,
    detail: { width: 2, height: 2, data: new Uint8Array(4).fill(detail) },
  };
  await blendInto(photo, striped(SIDE / 2, 80, 40, false), guide, coveringOf("medium", strength));
  const at = (x: number, y: number) => photo.data[(y * SIDE + x) * 3] as number;
  const places = Array.from({ length: 16 }, (_, k) => k);
  const means = (value: (k: number, j: number) => number) =>
    places.map((k) => places.reduce((sum, j) => sum + value(100 + k, 100 + j), 0) / 16);
  const range = (values: number[]) => Math.max(...values) - Math.min(...values);
  return {
    mean: means(at).reduce((sum, value) => sum + value, 0) / 16,
    columns: range(means(at)),
    rows: range(means((k, j) => at(j, k))),
  };
}

test("strokes of the painting cover what is plain, the photo keeps its details", async () => {
  const covered = await ground(0, 1);
  assert.ok(covered.rows > 2 * covered.columns);
  const kept = await ground(255, 1);
  assert.ok(kept.columns > 5 * kept.rows);
});

test("areas have the same colours whether they are plain or not: there are no halos", async () => {
  const [plain, detailed] = [await ground(0, 1), await ground(255, 1)];
  assert.ok(Math.abs(plain.mean - detailed.mean) < 2);
  assert.ok(Math.abs(plain.mean - 130) < 3, "half of the photo's and of the painting's");
});

test("the weaker the style, the more of the photo remains", async () => {
  const { mean, columns, rows } = await ground(0, 0);
  assert.deepEqual([mean, columns, rows], [180, 80, 0]);
  const [weak, full] = [await ground(0, 0.5), await ground(0, 1)];
  assert.ok(Math.abs(weak.mean - (180 + full.mean) / 2) < 2);
  assert.ok(weak.columns > full.columns && weak.rows < full.rows);
  assert.deepEqual(await ground(0, 1.5), full);
});

test("it can be given up on the way", async () => {
  const photo = striped(1500, 180, 40, true);
  const before = photo.data.at(-1);
  let turns = 0;
  const turn = async () => {
    if (++turns === 3) throw new DOMException("", "AbortError");
  };
  const guide = await guideOf(photo);
  const blending = blendInto(photo, striped(20, 80, 0, true), guide, coveringOf("medium", 1), turn);
  await assert.rejects(blending, { name: "AbortError" });
  assert.equal(photo.data.at(-1), before);
});
