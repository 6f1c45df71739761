import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoweredConvolution } from "../../../../../web_template/src/engine/program/lowering";
import type { ConvolutionStep } from "../../../../../web_template/src/engine/program/program";
import { Weights } from "../../../../../web_template/src/engine/program/weights";
import {
  canConvolve,
  packedWeights,
} from "../../../../../web_template/src/engine/runtimes/wasm/packed-weights";
import { KINDS } from "../../../../../web_template/src/engine/runtimes/wasm/step-layout";
import { assertNear } from "../../../near";
import { randomNumbers } from "../../../random";
import { convolution } from "../../program/programs";

type Filters = Readonly<Record<string, readonly [shape: number[], values: ArrayLike<number>]>>;

function weightsOf(filters: Filters): Weights {
  const steps = Object.keys(filters).map((name) => convolution("content", name));
  const weightSpecs = Object.entries(filters).map(([name, [shape]]) => ({
    name,
    shape,
    dtype: "float32" as const,
  }));
  const values = Object.values(filters).flatMap(([, numbers]) => Array.from(numbers));
  const weightData = Float32Array.from(values).buffer;
  return new Weights({ steps, cins: [] }, { weightData, weightSpecs });
}

function lone(step: ConvolutionStep, parts: Partial<LoweredConvolution> = {}): LoweredConvolution {
  return {
    op: "convolve",
    in: [step.in],
    out: step.out,
    step,
    repeat: 1,
    doubled: false,
    ...parts,
  };
}

/** The transforms of F(4 x 4, 3 x 3) of inputs and outputs (A. Lavin and S. Gray, 2015). */
const INPUT = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];
const OUTPUT = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];

/** matrix * square * matrix transposed. */
function transformed(matrix: readonly number[][], square: readonly number[][]): number[][] {
  const product = (rows: readonly number[][], columns: readonly number[][]) =>
    rows.map((row) =>
      columns.map((column) => row.reduce((sum, x, k) => sum + x * (column[k] as number), 0)),
    );
  return product(product(matrix, transposed(square)), matrix);
}

function transposed(square: readonly number[][]): number[][] {
  return (square[0] ?? []).map((_, k) => square.map((row) => row[k] as number));
}

/** The filter's point for an input and an output, of four outputs. */
function pointsOf(filter: Float32Array, input: number, output: number): number[] {
  return Array.from(
    { length: 36 },
    (_, point) => filter[point * 16 + 4 * input + output] as number,
  );
}

test("the points of a 3 x 3 filter convolve as the filter does", () => {
  const random = randomNumbers(3);
  const values = Array.from({ length: 9 * 16 }, () => random() - 0.5);
  const weights = weightsOf({ a: [[3, 3, 4, 4], values] });
  const { kind, filter } = packedWeights(lone(convolution("x", "a")), weights);
  assert.equal(kind, KINDS.winograd);
  const patch = Array.from({ length: 6 }, () => Array.from({ length: 6 }, random));
  for (const [input, output] of [
    [0, 0],
    [3, 1],
  ] as const) {
    const points = pointsOf(filter, input, output);
    const products = transformed(INPUT, patch).map((row, y) =>
      row.map((value, x) => value * (points[6 * y + x] as number)),
    );
    const expected = Array.from({ length: 16 }, (_, k) => {
      let sum = 0;
      for (let tap = 0; tap < 9; tap++) {
        const [dy, dx] = [Math.floor(tap / 3), tap % 3];
        const pixel = patch[Math.floor(k / 4) + dy]?.[(k % 4) + dx] as number;
        sum += pixel * (values[tap * 16 + 4 * input + output] as number);
      }
      return sum;
    });
    assertNear(transformed(OUTPUT, products).flat(), expected, 1e-5);
  }
});

test("the points of an identity", () => {
  const middle = 4 * 16;
  const values = Array.from({ length: 9 * 16 }, (_, k) =>
    Number(k >= middle && k < middle + 16 && (k - middle) % 5 === 0),
  );
  const weights = weightsOf({ a: [[3, 3, 4, 4], values] });
  const { filter } = packedWeights(lone(convolution("x", "a")), weights);
  const along = [0, -1 / 6, 1 / 6, 1 / 12, -1 / 12, 0];
  const square = along.flatMap((y) => along.map((x) => y * x));
  for (let channel = 0; channel < 4; channel++) {
    assertNear(pointsOf(filter, channel, channel), square);
  }
  assertNear(
    pointsOf(filter, 0, 1),
    square.map(() => 0),
  );
});

test("outputs lie in rows of eight, with four or zeros at the end", () => {
  // Each number says its input and its output.
  const numbers = (inputs: number, outputs: number) =>
    Array.from({ length: inputs * outputs }, (_, k) => {
      return 100 * Math.floor(k / outputs) + (k % outputs) + 1;
    });
  const weights = weightsOf({ a: [[1, 1, 2, 11], numbers(2, 11)] });
  const step = convolution("content", "a", { pad: [0, 0, 0, 0] });
  const { kind, channels, outputs, filter } = packedWeights(lone(step), weights);
  assert.deepEqual([kind, channels, outputs], [KINDS.direct, 12, 11]);
  const expected = [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 101, 102, 103, 104, 105, 106, 107, 108],
    ...[9, 10, 11, 0, 109, 110, 111, 0],
  ];
  assert.deepEqual([...filter], expected);
});

test("a separable convolution keeps the depthwise filter as it is", () => {
  const depthwise = convolution("x", "d", { op: "depthwise", stride: 2 });
  const step = convolution("d", "p", { pad: [0, 0, 0, 0] });
  const taps = Array.from({ length: 36 }, (_, k) => k);
  const weights = weightsOf({
    d: [[3, 3, 4, 1], taps],
    p: [[1, 1, 4, 4], Array.from({ length: 16 }, () => 1)],
  });
  const packed = packedWeights(lone(step, { depthwise }), weights);
  assert.deepEqual([packed.kind, packed.stride, packed.height], [KINDS.separable, 2, 3]);
  assert.deepEqual([...(packed.depthwise ?? [])], taps);
});

test("a depthwise convolution by itself has as many outputs as inputs", () => {
  const step = convolution("x", "d", { op: "depthwise", stride: 2 });
  const taps = Array.from({ length: 72 }, (_, k) => k);
  const packed = packedWeights(lone(step), weightsOf({ d: [[3, 3, 8, 1], taps] }));
  const { kind, stride, inputs, outputs, channels, depthwise } = packed;
  assert.deepEqual([kind, stride], [KINDS.depthwise, 2]);
  assert.deepEqual([inputs, outputs, channels], [8, 8, 8]);
  assert.deepEqual([...(depthwise ?? [])], taps);
});

test("what the runtime cannot convolve", () => {
  const blank = (...shape: number[]) =>
    [shape, new Float32Array(shape.reduce((size, side) => size * side, 1))] as const;
  const weights = weightsOf({
    odd: [...blank(3, 3, 3, 4)],
    tall: [...blank(17, 17, 4, 4)],
    d: [...blank(3, 3, 8, 1)],
    wide: [...blank(5, 5, 8, 1)],
    p: [...blank(1, 1, 8, 4)],
  });
  const depthwise = convolution("x", "d", { op: "depthwise" });
  const pointwise = convolution("d", "p");
  assert.ok(canConvolve(weights, lone(convolution("content", "odd"))));
  assert.ok(!canConvolve(weights, lone(convolution("x", "odd"))));
  assert.ok(!canConvolve(weights, lone(convolution("x", "tall"))));
  assert.ok(canConvolve(weights, lone(depthwise)));
  assert.ok(canConvolve(weights, lone(pointwise, { depthwise })));
  assert.ok(!canConvolve(weights, lone(pointwise, { depthwise, repeat: 2 })));
  const wide = convolution("x", "wide", { op: "depthwise" });
  assert.ok(!canConvolve(weights, lone(wide)));
  assert.ok(!canConvolve(weights, lone(pointwise, { depthwise: wide })));
});
