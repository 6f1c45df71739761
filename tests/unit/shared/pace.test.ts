import assert from "node:assert/strict";
import { test } from "node:test";
import { StylizerError } from "../../../web_template/src/api/errors";
import type { Quality } from "../../../web_template/src/api/types";
import { Pace, transformerName } from "../../../web_template/src/shared/pace";

const NAMES = ["swift", "middle", "fine"];

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
  const pace = new Pace({ swift: 0.01 });
  assert.equal(pace.expect("fine", 1000), 20);
  assert.deepEqual(pace.known, { swift: 0.01 });
  pace.forget();
  assert.equal(pace.expect("fine", 1000), undefined);
});

test("what was quick enough stays chosen for a while", () => {
  const pace = new Pace({ fine: 0.029 });
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
  const quick = new Pace({ fine: 0.001 });
  const slow = new Pace({ fine: 1 });
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
