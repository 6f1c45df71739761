import "../../image-data";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  takeColours,
  withColours,
  withColoursInTurns,
} from "../../../../web_template/src/studio/pixels/apply-colours";
import { chromaOf, labOf, randomPixels, turnBetween } from "./colours";

/** The bytes of a painting after it took the colours of a photo, run after run. */
function taken(
  painted: Uint8ClampedArray,
  photo: Uint8ClampedArray,
  amount: number,
  runs = [[0, painted.length / 4]] as readonly (readonly [number, number])[],
): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(painted);
  for (const [from, to] of runs) takeColours(bytes, photo, amount, from, to);
  return bytes;
}

test("the same picture keeps its colours", () => {
  const pixels = randomPixels(1);
  for (const amount of [0.5, 1]) assert.deepEqual(taken(pixels, pixels, amount), pixels);
});

test("lightness and alpha are the painting's and the hue is the photo's", () => {
  const [painted, photo] = [randomPixels(2), randomPixels(3)];
  const count = painted.length / 4;
  const found = taken(painted, photo, 1);
  let vivid = 0;
  for (let i = 0; i < count; i++) {
    assert.equal(found[4 * i + 3], painted[4 * i + 3]);
    const [colour, own, wanted] = [found, painted, photo].map((bytes) => labOf(bytes, i));
    assert.ok(colour && own && wanted);
    assert.ok(Math.abs(colour[0] - own[0]) < 0.006);
    // Never more vivid than the photo.
    assert.ok(chromaOf(colour) < chromaOf(wanted) + 0.01);
    // Where there is colour enough to tell, also where the most vivid one had to give way.
    if (chromaOf(colour) <= 0.05) continue;
    vivid++;
    assert.ok(turnBetween(colour, wanted) < 5);
    if (wanted[0] <= own[0] + 0.05) continue;
    // In the shade as saturated as the photo.
    const saturations = [colour, wanted].map((lab) => chromaOf(lab) / lab[0]);
    assert.ok(Math.abs((saturations[0] as number) - (saturations[1] as number)) < 0.05);
  }
  assert.ok(vivid > count / 2);
});

test("colours change steadily from one vivid colour to the next", () => {
  const count = 600;
  const photo = Uint8ClampedArray.from({ length: 4 * count }, (_, k) => {
    const hue = (2 * Math.PI * Math.floor(k / 4)) / (count - 1);
    return k % 4 === 3 ? 255 : 127.5 + 127.5 * Math.cos(hue - (2 * (k % 4) * Math.PI) / 3);
  });
  const steps = largestStep(photo);
  for (const level of [40, 128, 230]) {
    const painted = new Uint8ClampedArray(4 * count).fill(level);
    // Light yellow and cyan are spikes of what screens show, and steep but without steps.
    assert.ok(largestStep(taken(painted, photo, 1)) <= 8 * steps);
  }
});

/** The largest difference between neighbouring pixels. */
function largestStep(bytes: Uint8ClampedArray): number {
  let most = 0;
  for (let k = 4; k < bytes.length; k++) {
    most = Math.max(most, Math.abs((bytes[k] as number) - (bytes[k - 4] as number)));
  }
  return most;
}

test("colours change steadily along the slider", () => {
  const [painted, photo] = [randomPixels(4, 500), randomPixels(5, 500)];
  let before = taken(painted, photo, 0);
  let [most, sum] = [0, 0];
  for (let step = 1; step <= 50; step++) {
    const now = taken(painted, photo, step / 50);
    for (const [k, value] of now.entries()) {
      const change = Math.abs(value - (before[k] as number));
      most = Math.max(most, change);
      sum += change;
    }
    before = now;
  }
  // Unlike pixels at the edge of what screens show change fast, but a break would be a leap.
  assert.ok(most < 48);
  assert.ok(sum / (50 * painted.length) < 2);
});

test("rows come out as in the whole picture", async () => {
  const [painted, photo] = [randomPixels(6), randomPixels(7)];
  const whole = taken(painted, photo, 0.7);
  const runs = [
    [2500, 4000],
    [0, 1],
    [1, 2500],
  ] as const;
  assert.deepEqual(taken(painted, photo, 0.7, runs), whole);
  const [image, wanted] = [new ImageData(painted, 80), new ImageData(photo, 80)];
  assert.equal(withColours(image, wanted, 0), image);
  assert.deepEqual(withColours(image, wanted, 0.7).data, whole);
  const { signal } = new AbortController();
  assert.deepEqual((await withColoursInTurns(image, wanted, 0.7, signal)).data, whole);
});
