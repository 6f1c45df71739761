// Small programs with weights, for tests.

import type {
  LoweredConvolution,
  LoweringRules,
} from "../../../../web_template/src/engine/program/lowering";
import type {
  ConvolutionStep,
  Program,
  Step,
} from "../../../../web_template/src/engine/program/program";
import { Weights } from "../../../../web_template/src/engine/program/weights";
import { randomNumbers } from "../../random";

/** Shapes of filters, by name. */
type Shapes = Readonly<Record<string, readonly number[]>>;

export interface Example {
  readonly program: Program;
  readonly weights: Weights;
}

/** A program of steps with filters of these shapes, of random numbers. */
export function exampleOf(steps: readonly Step[], shapes: Shapes): Example {
  const random = randomNumbers(1);
  const program = { steps, cins: [] };
  const weightSpecs = Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape: [...shape],
    dtype: "float32" as const,
  }));
  const count = Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  const weightData = Float32Array.from({ length: count }, () => random() - 0.5).buffer;
  return { program, weights: new Weights(program, { weightData, weightSpecs }) };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}

/** A convolution by the filter of its output's name, as wide as 3 x 3 filters need it. */
export function convolution(
  input: string,
  out: string,
  parts: Partial<ConvolutionStep> = {},
): ConvolutionStep {
  return {
    op: "conv",
    in: input,
    out,
    weights: out,
    bias: null,
    stride: 1,
    pad: [1, 1, 1, 1],
    cin: null,
    activation: "linear",
    ...parts,
  };
}

/** A depthwise convolution and the pointwise one that reads it. */
export function separable(input: string, between: string, out: string): readonly [Step, Step] {
  return [
    convolution(input, between, { op: "depthwise" }),
    convolution(between, out, { pad: [0, 0, 0, 0] }),
  ];
}

/** Rules of a runtime that runs what `fuses` says. */
export function rulesOf(
  fuses: (convolution: LoweredConvolution) => boolean,
  parts: Partial<LoweringRules> = {},
): LoweringRules {
  return { fuses, bordered: false, inPhases: false, ...parts };
}

/** A network in little: it halves its sides, adds to what it made before, enlarges, and makes cells. */
export function exampleNetwork(): Example {
  return exampleOf(
    [
      convolution("content", "wide"),
      convolution("wide", "half", { stride: 2 }),
      convolution("half", "residual"),
      { op: "add", in: ["residual", "half"], out: "sum" },
      { op: "up", in: "sum", factor: 2, out: "large" },
      ...separable("large", "spread", "whole"),
      convolution("whole", "cells", { stride: 2 }),
    ],
    {
      wide: [3, 3, 3, 4],
      half: [3, 3, 4, 4],
      residual: [3, 3, 4, 4],
      spread: [3, 3, 4, 1],
      whole: [1, 1, 4, 4],
      cells: [3, 3, 4, 12],
    },
  );
}
