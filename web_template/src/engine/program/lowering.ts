// The steps of a program as the project's own runtimes take them: upsampling as reading twice,
// separable convolutions in one.

import { inputsOf } from "./plan";
import type { AddStep, ConvolutionStep, Program, Step } from "./program";
import type { Weights } from "./weights";

/** A convolution, with the depthwise one before it where there is one. */
export interface FusedConvolution {
  readonly op: "convolve";
  readonly in: readonly [string];
  readonly out: string;
  readonly step: ConvolutionStep;
  readonly depthwise?: ConvolutionStep;
  /** Whether it reads each pixel twice in both directions. */
  readonly doubled: boolean;
  /** Index of the program's step that makes its output. */
  readonly makes: number;
}

export interface FusedAddition {
  readonly op: "add";
  readonly in: readonly [string, string];
  readonly out: string;
  readonly makes: number;
}

export type FusedStep = FusedConvolution | FusedAddition;

/**
 * The steps of a program; undefined where it has one that is not known, or a convolution that does
 * not fit.
 */
export function fusedPlan(
  { steps }: Program,
  weights: Weights,
  fits: (step: ConvolutionStep, depthwise: ConvolutionStep | undefined) => boolean,
): readonly FusedStep[] | undefined {
  const doubled = new Map<string, string>();
  const fused: FusedStep[] = [];
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    switch (step.op) {
      case "up":
        if (step.factor !== 2 || doubled.has(step.in)) return undefined;
        doubled.set(step.out, step.in);
        break;
      case "add":
        if (step.in.some((name) => doubled.has(name))) return undefined;
        fused.push(addition(step, index));
        break;
      case "conv":
      case "depthwise": {
        const next = step.op === "depthwise" ? steps[index + 1] : undefined;
        if (step.op === "depthwise" && !isSeparable(step, next, steps, weights)) return undefined;
        const last = (next ?? step) as ConvolutionStep;
        if (!fits(last, next && step)) return undefined;
        const source = doubled.get(step.in);
        fused.push({
          op: "convolve",
          in: [source ?? step.in],
          out: last.out,
          step: last,
          ...(next && { depthwise: step }),
          doubled: source !== undefined,
          makes: next ? index + 1 : index,
        });
        if (next) index++;
        break;
      }
      default:
        return undefined;
    }
  }
  return fused;
}

function addition(step: AddStep, makes: number): FusedAddition {
  return { op: "add", in: step.in, out: step.out, makes };
}

function isSeparable(
  depthwise: ConvolutionStep,
  next: Step | undefined,
  steps: readonly Step[],
  weights: Weights,
): boolean {
  if (next?.op !== "conv" || next.in !== depthwise.out) return false;
  const readers = steps.filter((step) => inputsOf(step).includes(depthwise.out));
  const { bias, cin, activation } = depthwise;
  const [height, width] = weights.get(next.weights).shape;
  return (
    readers.length === 1 &&
    bias === null &&
    cin === null &&
    activation === "linear" &&
    height === 1 &&
    width === 1 &&
    next.stride === 1 &&
    next.pad.every((pixels) => pixels === 0)
  );
}

/** Sides of a whole picture. */
export interface Sides {
  readonly height: number;
  readonly width: number;
}

/** Height and width of a convolution's whole output. */
export function sidesAfter(
  { step, depthwise, doubled }: FusedConvolution,
  weights: Weights,
  { height, width }: Sides,
): Sides {
  const { stride, pad, weights: name } = depthwise ?? step;
  const factor = doubled ? 2 : 1;
  const [rows, columns] = weights.get(name).shape as [number, number];
  const [top, bottom, left, right] = pad;
  return {
    height: Math.floor((height * factor + top + bottom - rows) / stride) + 1,
    width: Math.floor((width * factor + left + right - columns) / stride) + 1,
  };
}
