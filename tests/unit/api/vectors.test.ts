import assert from "node:assert/strict";
import { test } from "node:test";
import { mixStyles } from "../../../web_template/src/api/vectors";
import { assertNear } from "../near";

test("a mixture is the weighted mean", () => {
  const [one, other] = [Float32Array.of(0, 4), [2, -4]];
  assertNear(mixStyles([one, other], [3, 1]), [0.5, 2]);
  assertNear(mixStyles([one, other], Float32Array.of(0, 9)), other);
});

test("what cannot be mixed is refused", () => {
  const refused = (vectors: number[][], weights: number[], reason: string) =>
    assert.throws(() => mixStyles(vectors, weights), { code: "invalid-argument", reason });
  refused([], [], "mixed_numbers");
  refused([[1], [2]], [1], "mixed_numbers");
  refused([[1], [2, 3]], [1, 1], "mixed_lengths");
  refused([[1], [2]], [0, 0], "mixed_weights");
  refused([[1], [2]], [2, -1], "mixed_weights");
  refused([[1], [2]], [Number.NaN, 1], "mixed_weights");
  refused([[1], [2]], [Number.POSITIVE_INFINITY, 1], "mixed_weights");
});
