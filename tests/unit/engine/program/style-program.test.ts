import assert from "node:assert/strict";
import { test } from "node:test";
import {
  channelMeans,
  programFor,
  type StyleConvolutionStep,
  type StyleProgram,
  vectorOf,
} from "../../../../web_template/src/engine/program/style-program";
import { Weights } from "../../../../web_template/src/engine/program/weights";
import { assertNear } from "../../near";

function convolution(input: string, out: string, stride: number): StyleConvolutionStep {
  return { op: "conv", in: input, out, weights: out, bias: null, stride, activation: "relu6" };
}

function weightsOf(
  program: StyleProgram,
  stored: Readonly<Record<string, readonly [shape: number[], values: readonly number[]]>>,
): Weights {
  const weightSpecs = Object.entries(stored).map(([name, [shape]]) => ({
    name,
    shape,
    dtype: "float32" as const,
  }));
  const values = Object.values(stored).flatMap(([, numbers]) => numbers);
  return new Weights(program, { weightData: Float32Array.from(values).buffer, weightSpecs });
}

const PLAIN = { scale: 1, offset: 0, steps: [], means: [], layers: [] };

test("borders leave a whole of side / stride, the odd pixel at the end", () => {
  const zeros = (count: number) => Array.from({ length: count }, () => 0);
  const program: StyleProgram = {
    ...PLAIN,
    steps: [
      convolution("content", "stem", 4),
      convolution("stem", "same", 1),
      { op: "add", in: ["stem", "same"], out: "sum" },
      convolution("sum", "half", 2),
      convolution("half", "point", 2),
    ],
  };
  const weights = weightsOf(program, {
    stem: [[7, 7, 1, 1], zeros(49)],
    same: [[3, 3, 1, 1], zeros(9)],
    half: [[3, 3, 1, 1], zeros(9)],
    point: [[1, 1, 1, 1], zeros(1)],
  });
  // As TensorFlow pads ("SAME"): sides of 256, 64, 64, 32 and of 250, 63, 63, 32.
  const expected = {
    256: { stem: [1, 2], same: [1, 1], half: [0, 1], point: [0, 0] },
    250: { stem: [2, 3], same: [1, 1], half: [1, 1], point: [0, 0] },
  };
  for (const [side, pads] of Object.entries(expected)) {
    const { steps, cins } = programFor(Number(side), program, weights);
    assert.deepEqual(cins, []);
    const found = steps.flatMap((step) => {
      if (!("pad" in step)) return [];
      assert.equal(step.border, "zeros");
      return [[step.out, step.pad]];
    });
    const both = Object.entries(pads).map(([out, pad]) => [out, [...pad, ...pad]]);
    assert.deepEqual(found, both);
  }
});

test("means of channels, and of their distances from 0", () => {
  const values = Float32Array.from([1, -2, 3, -4, 5, 6]);
  assert.deepEqual([...channelMeans(values, 2, false)], [3, 0]);
  assert.deepEqual([...channelMeans(values, 2, true)], [3, 4]);
});

test("layers make the vector of means", () => {
  const program: StyleProgram = {
    ...PLAIN,
    layers: [
      dense("means", "hidden", "linear"),
      dense("means", "active", "relu6"),
      dense("active", "correction", "linear", null),
      { op: "add", in: ["hidden", "correction"], out: "vector" },
    ],
  };
  const weights = weightsOf(program, {
    hidden: [
      [2, 2],
      [1, 2, 3, 4],
    ],
    "hidden bias": [[2], [0.5, -0.5]],
    active: [
      [1, 1, 2, 3],
      [1, -1, 0, 1, -1, 4],
    ],
    "active bias": [[3], [0, 0, 1]],
    correction: [
      [3, 2],
      [1, 0, 7, 7, 0, 1],
    ],
  });
  // 1 * [1, 2] + 2 * [3, 4] + [0.5, -0.5], and [3, -3, 9] between 0 and 6.
  assertNear(vectorOf(program, Float64Array.from([1, 2]), weights), [7.5 + 3, 9.5 + 6]);
});

function dense(
  input: string,
  out: string,
  activation: "linear" | "relu6",
  bias: string | null = `${out} bias`,
) {
  return { op: "dense", in: input, out, weights: out, bias, activation } as const;
}
