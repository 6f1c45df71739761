import assert from "node:assert/strict";
import { test } from "node:test";
import { StylizerError } from "../../../web_template/src/api/errors";
import type { Quality } from "../../../web_template/src/api/types";
import { isFarLarger, Pace, transformerName } from "../../../web_template/src/shared/pace";

const NAMES = ["swift", "middle", "fine"];

/** Of many paintings of their own size. */
const seen = (msPerPixel: number) => ({ msPerPixel, pixels: 1e6 });

/** Milliseconds of swift on WebAssembly (docs/performance.md): the quickest of small ones, and usual. */
const SMALL = { pixels: 256 ** 2, quickest: 15.2, median: 23.2 };
const LARGE = { pixels: 5.17e6, quickest: 1634, median: 1649 };

test("what is far larger", () => {
  assert.ok(isFarLarger(1e6, 3e4));
  assert.ok(!isFarLarger(1e6, 4e4));
  assert.ok(!isFarLarger(10, 1e6));
});

test("the first paint of a shape does not count: shaders are compiled then", () => {
  const pace = new Pace();
  pace.note("fine", "50 40", 2000, 9000);
  assert.equal(pace.expect("fine", 1000), undefined);
  pace.note("fine", "50 40", 2000, 2000);
  assert.equal(pace.expect("fine", 1000), 1000);
  // A quick paint says more than a slow one.
  pace.note("fine", "50 40", 2000, 4000);
  assert.equal(pace.expect("fine", 1000), 1500);
  pace.note("fine", "50 40", 2000, 1000);
  assert.equal(pace.expect("fine", 1000), 500);
});

test("a transformer that never painted is expected to be slower than the others", () => {
  const pace = new Pace({ swift: seen(0.01) });
  assert.equal(pace.expect("fine", 1000), 20);
  assert.deepEqual(pace.known, { swift: seen(0.01) });
  pace.forget();
  assert.equal(pace.expect("fine", 1000), undefined);
});

function paint(pace: Pace, pixels: number, milliseconds: number): void {
  pace.note("swift", String(pixels), pixels, milliseconds);
}

/** What is expected of the large painting, of what it takes. */
const ratio = (pace: Pace) => (pace.expect("swift", LARGE.pixels) ?? 0) / LARGE.median;

test("small paintings say nothing of far larger ones, and enough for choosing a transformer", () => {
  const pace = new Pace();
  for (let i = 0; i < 9; i++) paint(pace, SMALL.pixels, SMALL.quickest);
  assert.equal(pace.expect("swift", LARGE.pixels), undefined);
  assert.equal(pace.expect("fine", LARGE.pixels), undefined);
  assert.ok(pace.expect("swift", 16 * SMALL.pixels));
  assert.ok(pace.isGood("swift", LARGE.pixels));
  for (let i = 0; i < 2; i++) paint(pace, 16 * SMALL.pixels, 16 * SMALL.median);
  assert.ok(ratio(pace) > 1 && ratio(pace) < 1.2, String(ratio(pace)));
});

test("small paintings change little of what is known from a large one", () => {
  const pace = new Pace();
  for (let i = 0; i < 2; i++) paint(pace, LARGE.pixels, LARGE.median);
  for (let i = 0; i < 9; i++) paint(pace, SMALL.pixels, SMALL.quickest);
  assert.ok(ratio(pace) > 0.95, String(ratio(pace)));
  for (let i = 0; i < 9; i++) paint(pace, SMALL.pixels, 3 * SMALL.median);
  assert.ok(ratio(pace) < 1.3, String(ratio(pace)));
});

test("a large painting corrects at once what was learnt from small ones", () => {
  for (const small of [SMALL.quickest / 3, SMALL.median * 3]) {
    const pace = new Pace();
    for (let i = 0; i < 9; i++) paint(pace, SMALL.pixels, small);
    for (let i = 0; i < 2; i++) paint(pace, LARGE.pixels, LARGE.median);
    assert.ok(Math.abs(ratio(pace) - 1) < 0.05, String(ratio(pace)));
  }
});

test("what was quick enough stays chosen for a while", () => {
  const pace = new Pace();
  pace.learn("fine", 0.029);
  assert.ok(pace.isGood("fine", 100_000));
  pace.learn("fine", 0.049);
  assert.ok(pace.isGood("fine", 100_000), "it takes 3.9 s");
  assert.ok(!pace.isGood("fine", 101_000), "a picture that was not painted before");
  pace.learn("fine", 0.08);
  assert.ok(!pace.isGood("fine", 100_000));
  pace.learn("fine", 0.035);
  assert.ok(!pace.isGood("fine", 100_000), "it has to be quick again first");
});

test("the transformer for a quality", () => {
  const quick = new Pace({ fine: seen(0.001) });
  const slow = new Pace({ fine: seen(1) });
  assert.equal(transformerName(NAMES, "swift", 1e5, quick), "swift");
  assert.equal(transformerName(NAMES, "fine", 1e5, slow), "fine");
  assert.equal(transformerName(NAMES, "auto", 1e5, quick), "fine");
  assert.equal(transformerName(NAMES, "auto", 1e5, slow), "swift");
  assert.equal(transformerName(NAMES, "auto", 1e5, new Pace()), "swift");
  const codeOf = (names: readonly string[], quality: string) => {
    try {
      return transformerName(names, quality as Quality, 1, quick);
    } catch (error) {
      return error instanceof StylizerError ? error.code : error;
    }
  };
  assert.equal(codeOf(NAMES, "best"), "invalid-argument");
  assert.equal(codeOf([], "swift"), "network-file");
});
