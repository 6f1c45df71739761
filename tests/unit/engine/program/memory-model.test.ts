import assert from "node:assert/strict";
import { test } from "node:test";
import { lowered } from "../../../../web_template/src/engine/program/lowering";
import { memoryModelOf } from "../../../../web_template/src/engine/program/memory-model";
import { convolution, exampleOf, rulesOf } from "./programs";

test("memory is what lives at one time, for each pixel of the content", () => {
  const steps = [
    convolution("content", "a"),
    convolution("a", "b"),
    convolution("b", "cells", { stride: 2 }),
  ];
  const shapes = { a: [3, 3, 3, 8], b: [3, 3, 8, 4], cells: [3, 3, 4, 12] };
  const { program, weights } = exampleOf(steps, shapes);
  const model = memoryModelOf(
    lowered(
      program,
      weights,
      rulesOf(() => false),
    ),
    4,
    2,
  );
  // "a" and "b", each twice; the 3 x 3 inputs of "b"; a place for each input of each output.
  assert.deepEqual(model, {
    pictures: 4 * 2 * (8 + 4),
    largest: 4 * 8,
    columns: 4 * 9 * 8,
    places: 4 * 9 * (1 + 1 + 1 / 4),
  });
});
