// The steps of a program as they are drawn: upsampling as reading twice, separable convolutions in one.

import { inputsOf } from "./plan";
import type { AddStep, ConvolutionStep, Program, Step } from "./program";
import type { Weights } from "./weights";

/** A convolution, with the depthwise one before it where there is one. */
export interface DrawnConvolution {
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

export interface DrawnAddition {
  readonly op: "add";
  readonly in: readonly [string, string];
  readonly out: string;
  readonly makes: number;
}

export type DrawnStep = DrawnConvolution | DrawnAddition;

/**
 * How to draw a program; undefined where it has a step that is not drawn, or more channels than
 * `mostChannels`.
 */
export function drawnPlan(
  { steps }: Program,
  weights: Weights,
  mostChannels: number,
): readonly DrawnStep[] | undefined {
  const doubled = new Map<string, string>();
  const drawn: DrawnStep[] = [];
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    switch (step.op) {
      case "up":
        if (step.factor !== 2 || doubled.has(step.in)) return undefined;
        doubled.set(step.out, step.in);
        break;
      case "add":
        if (step.in.some((name) => doubled.has(name))) return undefined;
        drawn.push(addition(step, index));
        break;
      case "conv":
      case "depthwise": {
        const next = step.op === "depthwise" ? steps[index + 1] : undefined;
        if (step.op === "depthwise" && !isSeparable(step, next, steps, weights)) return undefined;
        const last = (next ?? step) as ConvolutionStep;
        if (!fits(last, weights, mostChannels)) return undefined;
        const source = doubled.get(step.in);
        drawn.push({
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
  return drawn;
}

function addition(step: AddStep, makes: number): DrawnAddition {
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

/** Whether a convolution's channels fill layers; the content's three are filled up. */
function fits({ in: input, weights: name }: ConvolutionStep, weights: Weights, most: number) {
  const [, , inputs, outputs] = weights.get(name).shape as [number, number, number, number];
  const isWhole = inputs % 4 === 0 || (input === "content" && inputs === 3);
  return isWhole && outputs % 4 === 0 && Math.max(inputs, outputs) <= most;
}
