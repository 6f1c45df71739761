import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Ditherer,
  type Dithering,
  type Palette,
} from "../../../../../web_template/src/studio/tools/animate/dither";
import { greyPicture } from "../../../image-data";

const GREYS = [0, 20, 40, 60, 100, 140, 170, 200, 230, 255];
const PALETTE: Palette = GREYS.map((grey) => [grey, grey, grey]);
const WIDTH = 64;

/** Rows of the greys that a ramp from 0 to 255, a row for each value, is shown in. */
function shown(dithering: Dithering): number[][] {
  const ramp = greyPicture(WIDTH, 256, (_, y) => y);
  const indices = new Ditherer(PALETTE, dithering).indices(ramp);
  return Array.from({ length: 256 }, (_, y) =>
    Array.from(indices.subarray(y * WIDTH, (y + 1) * WIDTH), (index) => GREYS[index] as number),
  );
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * How far bands of eight rows are from the ramp's: rows of an error diffusion hand their errors on,
 * so that only bands are right.
 */
function errors(rows: readonly (readonly number[])[]): number[] {
  return Array.from({ length: 32 }, (_, band) => {
    const own = rows.slice(8 * band, 8 * band + 8).flat();
    return Math.abs(mean(own) - (8 * band + 3.5));
  });
}

test("dithering keeps the brightness", () => {
  const [none, pattern, diffusion] = (["none", "pattern", "diffusion"] as const).map(shown);
  assert.ok(none && pattern && diffusion);
  for (const [value, row] of none.entries()) {
    const nearest = Math.min(...GREYS.map((grey) => Math.abs(grey - value)));
    // Values that share six bits have one nearest colour.
    for (const grey of row) assert.ok(Math.abs(grey - value) <= nearest + 4);
  }
  assert.ok(Math.max(...errors(diffusion)) < 3);
  assert.ok(mean(errors(pattern)) < mean(errors(none)));
  assert.equal(new Set(none[80]).size, 1);
  assert.ok(new Set(pattern[80]).size > 1);
});

test("colours of the palette stay as they are", () => {
  const picture = greyPicture(GREYS.length, 3, (x) => GREYS[x] as number);
  const indices = new Ditherer(PALETTE, "diffusion").indices(picture);
  assert.deepEqual(
    [...indices],
    [0, 1, 2].flatMap(() => [...GREYS.keys()]),
  );
});
