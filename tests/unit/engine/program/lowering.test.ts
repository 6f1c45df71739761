import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type LoweredProgram,
  type LoweringRules,
  lastReads,
  lowered,
} from "../../../../web_template/src/engine/program/lowering";
import { assertNear } from "../../near";
import { cellsOf, randomPlane } from "./interpreter";
import {
  convolution,
  type Example,
  exampleNetwork,
  exampleOf,
  rulesOf,
  separable,
} from "./programs";

const everything = rulesOf(() => true);

/** The program lowered by rules, which has to make what it made before. */
function loweredSoundly({ program, weights }: Example, rules: LoweringRules): LoweredProgram {
  const found = lowered(program, weights, rules);
  const content = randomPlane(8, 12, 3);
  const expected = cellsOf({ ...program, weights }, content);
  assertNear(cellsOf(found, content).values, expected.values, 1e-9);
  return found;
}

/** What each step of a lowered program is. */
function kindsOf({ steps }: LoweredProgram): string[] {
  return steps.map((step) => {
    if (step.op !== "convolve") return `${step.op} ${step.out}`;
    const parts = [
      step.doubled ? "doubled" : "",
      step.repeat > 1 ? `repeated ${step.repeat}` : "",
      step.depthwise ? "separable" : step.step.op,
      `${step.in[0]} to ${step.out}`,
    ];
    return parts.filter(Boolean).join(" ");
  });
}

test("a plain program stays as it is", () => {
  const steps = [convolution("content", "a"), convolution("a", "cells")];
  const example = exampleOf(steps, { a: [3, 3, 3, 4], cells: [3, 3, 4, 12] });
  const found = loweredSoundly(example, everything);
  assert.deepEqual(kindsOf(found), ["conv content to a", "conv a to cells"]);
});

test("a depthwise convolution becomes part of the pointwise one after it", () => {
  const steps = [convolution("content", "a"), ...separable("a", "b", "cells")];
  const shapes = { a: [3, 3, 3, 4], b: [3, 3, 4, 1], cells: [1, 1, 4, 12] };
  const found = loweredSoundly(exampleOf(steps, shapes), everything);
  assert.deepEqual(kindsOf(found), ["conv content to a", "separable a to cells"]);
});

test("a depthwise convolution that others read, too, or that no pointwise one follows at once stays", () => {
  const [depthwise, pointwise] = separable("a", "b", "c");
  const shapes = { a: [3, 3, 3, 4], b: [3, 3, 4, 1], c: [1, 1, 4, 4] };
  const readTwice = exampleOf(
    [
      convolution("content", "a"),
      depthwise,
      pointwise,
      { op: "add", in: ["b", "c"], out: "cells" },
    ],
    shapes,
  );
  const kinds = ["conv content to a", "depthwise a to b", "conv b to c", "add cells"];
  assert.deepEqual(kindsOf(loweredSoundly(readTwice, everything)), kinds);
  const active = exampleOf(
    [
      convolution("content", "a"),
      convolution("a", "b", { op: "depthwise", activation: "relu" }),
      convolution("b", "cells", { pad: [0, 0, 0, 0] }),
    ],
    { ...shapes, cells: [1, 1, 4, 12] },
  );
  const stays = ["conv content to a", "depthwise a to b", "conv b to cells"];
  assert.deepEqual(kindsOf(loweredSoundly(active, everything)), stays);
  const wide = exampleOf(
    [
      convolution("content", "a"),
      convolution("a", "b", { op: "depthwise" }),
      convolution("b", "cells"),
    ],
    { ...shapes, cells: [3, 3, 4, 12] },
  );
  assert.deepEqual(kindsOf(loweredSoundly(wide, everything)), stays);
});

const REPEATED = exampleOf(
  [
    convolution("content", "a"),
    { op: "concat", in: ["a", "a"], out: "twice" },
    ...separable("twice", "b", "cells"),
  ],
  { a: [3, 3, 3, 4], b: [3, 3, 8, 1], cells: [1, 1, 8, 12] },
);

test("repeated channels become part of the depthwise convolution that reads them", () => {
  const found = loweredSoundly(REPEATED, everything);
  assert.deepEqual(kindsOf(found), ["conv content to a", "repeated 2 separable a to cells"]);
});

test("a twofold upsampling becomes part of the convolution that reads it", () => {
  const found = loweredSoundly(exampleNetwork(), everything);
  assert.deepEqual(kindsOf(found), [
    "conv content to wide",
    "conv wide to half",
    "conv half to residual",
    "add sum",
    "doubled separable sum to whole",
    "conv whole to cells",
  ]);
});

test("what the rules refuse stays a step", () => {
  const notDoubled = loweredSoundly(
    exampleNetwork(),
    rulesOf(({ doubled }) => !doubled),
  );
  assert.deepEqual(kindsOf(notDoubled).slice(4), [
    "up large",
    "separable large to whole",
    "conv whole to cells",
  ]);
  const notSeparable = loweredSoundly(
    exampleNetwork(),
    rulesOf(({ depthwise, doubled }) => !depthwise && !doubled),
  );
  assert.deepEqual(kindsOf(notSeparable).slice(4), [
    "up large",
    "depthwise large to spread",
    "conv spread to whole",
    "conv whole to cells",
  ]);
  const notRepeated = loweredSoundly(
    REPEATED,
    rulesOf(({ repeat }) => repeat === 1),
  );
  assert.deepEqual(kindsOf(notRepeated), [
    "conv content to a",
    "concat twice",
    "depthwise twice to b",
    "conv b to cells",
  ]);
});

test("only content that the first step alone reads comes with its border", () => {
  const bordered = rulesOf(() => true, { bordered: true });
  const { program, weights } = exampleNetwork();
  assert.ok(lowered(program, weights, bordered).bordered);
  const twice = exampleOf(
    [
      convolution("content", "a"),
      { op: "add", in: ["a", "content"], out: "b" },
      convolution("b", "cells"),
    ],
    { a: [3, 3, 3, 3], cells: [3, 3, 3, 12] },
  );
  assert.ok(!lowered(twice.program, twice.weights, bordered).bordered);
});

test("a picture is last read where no later step reads it", () => {
  const { program, weights } = exampleNetwork();
  const { steps } = lowered(program, weights, everything);
  const expected = [["content"], ["wide"], [], ["residual", "half"], ["sum"], ["whole"]];
  assert.deepEqual(lastReads(steps), expected);
});
