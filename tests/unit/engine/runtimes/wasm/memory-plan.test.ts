import assert from "node:assert/strict";
import { test } from "node:test";
import { wholeArea } from "../../../../../web_template/src/engine/base/area";
import {
  type LoweredProgram,
  lowered,
} from "../../../../../web_template/src/engine/program/lowering";
import type { Step } from "../../../../../web_template/src/engine/program/program";
import { receptiveFieldOf } from "../../../../../web_template/src/engine/program/receptive-field";
import {
  type Place,
  passesOf,
  placesOf,
} from "../../../../../web_template/src/engine/runtimes/wasm/memory-plan";
import {
  convolution,
  type Example,
  exampleNetwork,
  exampleOf,
  rulesOf,
} from "../../program/programs";

/** An example as the runtime takes it, with all that can be fused. */
function fused({ program, weights }: Example): LoweredProgram {
  return lowered(
    program,
    weights,
    rulesOf(() => true),
  );
}

const LOWERED = fused(exampleNetwork());

test("an addition is part of the convolution whose outputs only it reads", () => {
  assert.deepEqual(
    passesOf(LOWERED, ["cells"]).map(({ reads, out }) => `${reads.join("+")} to ${out}`),
    ["content to wide", "wide to half", "half+half to sum", "sum to whole", "whole to cells"],
  );
});

test("an addition stays by itself where the convolution's outputs are kept", () => {
  const passes = passesOf(LOWERED, ["residual", "cells"]);
  assert.deepEqual(
    passes.map(({ out, frees }) => `${out} frees ${frees.join("+") || "nothing"}`),
    [
      "wide frees content",
      "half frees wide",
      "residual frees nothing",
      "sum frees half",
      "whole frees sum",
      "cells frees whole",
    ],
  );
});

/** Convolutions with outputs so many each, and additions of what was made four steps before. */
function chain(outputs: readonly number[]): Example {
  const steps: Step[] = [];
  const shapes: Record<string, number[]> = {};
  let [input, inputs] = ["content", 3];
  for (const [index, count] of outputs.entries()) {
    const name = `s${index}`;
    shapes[name] = [3, 3, inputs, count];
    steps.push(convolution(input, name));
    [input, inputs] = [name, count];
    if (outputs[index - 4] === count) {
      steps.push({ op: "add", in: [name, `s${index - 4}`], out: `sum${index}` });
      input = `sum${index}`;
    }
  }
  shapes.cells = [3, 3, inputs, 12];
  return exampleOf([...steps, convolution(input, "cells")], shapes);
}

const CHAIN = fused(chain([4, 12, 8, 20, 4, 4, 8, 16, 4, 24, 8, 4]));

const EXAMPLES = {
  "a network": [LOWERED, 2, 1, []],
  "three pictures at a time": [LOWERED, 2, 3, []],
  "a chain with gaps": [CHAIN, 1, 1, []],
  "pictures that are kept": [CHAIN, 1, 1, ["s1", "s2"]],
} as const;

for (const [name, [example, cellSize, count, kept]] of Object.entries(EXAMPLES)) {
  test(`no two living pictures overlap: ${name}`, () => {
    const size = wholeArea(24, 20);
    const field = receptiveFieldOf(example, size, size, cellSize);
    const passes = passesOf(example, [...kept, "cells"]);
    const places = placesOf(passes, field, example.weights, count);
    const made = [places.content, ...places.passes.map(({ output }) => output)];
    const isKept = (place: Place) =>
      kept.some((name) => place === made[1 + passes.findIndex(({ out }) => out === name)]);
    const lastRead = (place: Place) =>
      isKept(place)
        ? passes.length
        : places.passes.findLastIndex(({ inputs }) => inputs.includes(place));
    for (const [now, { output }] of places.passes.entries()) {
      const alive = made.filter((place, index) => index <= now && lastRead(place) >= now);
      for (const place of alive) {
        const isApart =
          place.offset + place.bytes <= output.offset ||
          output.offset + output.bytes <= place.offset;
        assert.ok(isApart, `pass ${now} writes where something lies that is still read`);
      }
    }
    for (const place of made) {
      assert.equal(place.offset % 64, 0);
      assert.ok(place.offset + place.bytes <= places.bytes);
      assert.ok(place.bytes >= 4 * count * place.height * place.width * place.channels);
    }
    const all = made.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(places.bytes < all, "pictures that nothing reads any more make room");
  });
}
