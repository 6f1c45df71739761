// Joins steps of a program where one kernel or two can do their work.

import type { ConvolutionStep, Pad, Program, Step } from "./program";
import type { Weights } from "./weights";

/** An upsampling by 2 and a 3 x 3 convolution over its reflected border. */
export interface UpConvolutionStep extends Omit<ConvolutionStep, "op"> {
  readonly op: "up-conv";
}

/** Repeated channels, a depthwise convolution, and a pointwise one whose `weights` these are. */
export interface SeparableStep extends Omit<ConvolutionStep, "op"> {
  readonly op: "separable";
  readonly depthwise: string;
  readonly repeat: number;
}

/** Whatever ends with a convolution. */
export type PlannedConvolution = ConvolutionStep | UpConvolutionStep | SeparableStep;

export type PlannedStep = Step | PlannedConvolution;

export interface Plan {
  /** Whether the content comes with the reflected border that its only reader needs. */
  readonly bordered: boolean;
  readonly steps: readonly PlannedStep[];
}

export function inputsOf(step: PlannedStep): readonly string[] {
  return typeof step.in === "string" ? [step.in] : step.in;
}

export function isConvolution(step: PlannedStep): step is PlannedConvolution {
  return "weights" in step;
}

/** For each step, the pictures that no later step reads. */
export function lastReads({ steps }: Plan): string[][] {
  const later = new Set<string>();
  return steps
    .map((step) => [...new Set(inputsOf(step))])
    .reverse()
    .map((names) => {
      const last = names.filter((name) => !later.has(name));
      for (const name of last) later.add(name);
      return last;
    })
    .reverse();
}

/** How to run a program. */
export function planned({ steps }: Program, weights: Weights): Plan {
  const reads = steps.flatMap((step) => [...new Set(inputsOf(step))]);
  const isChain = (parts: readonly Step[]) =>
    parts.slice(1).every((part, index) => {
      const { out } = parts[index] as Step;
      const inputs = inputsOf(part);
      return (
        inputs[0] === out && inputs.length === 1 && reads.indexOf(out) === reads.lastIndexOf(out)
      );
    });
  const plan: PlannedStep[] = [];
  for (let next = 0; next < steps.length; ) {
    const two = steps.slice(next, next + 2);
    const three = steps.slice(next, next + 3);
    const joined =
      (isChain(two) && upConvolution(two, weights)) ||
      (isChain(three) && separable(three, weights));
    plan.push(joined || (steps[next] as Step));
    next += !joined ? 1 : joined.op === "separable" ? 3 : 2;
  }
  return withBorder(plan);
}

function upConvolution([up, conv]: readonly Step[], weights: Weights) {
  if (up?.op !== "up" || up.factor !== 2 || conv?.op !== "conv") return undefined;
  const fits = hasSides(conv, 3, weights) && conv.stride === 1 && isEvenPad(conv.pad, 1);
  return fits ? ({ ...conv, op: "up-conv", in: up.in } satisfies UpConvolutionStep) : undefined;
}

function separable([concat, depthwise, pointwise]: readonly Step[], weights: Weights) {
  if (concat?.op !== "concat" || new Set(concat.in).size !== 1) return undefined;
  if (depthwise?.op !== "depthwise" || pointwise?.op !== "conv") return undefined;
  const { bias, cin, activation, stride, pad } = depthwise;
  const isBare = bias === null && cin === null && activation === "linear" && stride === 1;
  const isPointwise = hasSides(pointwise, 1, weights) && pointwise.stride === 1;
  if (!isBare || !isPointwise || !isEvenPad(pointwise.pad, 0)) return undefined;
  const repeat = concat.in.length;
  const joined = { in: concat.in[0] as string, pad, depthwise: depthwise.weights, repeat };
  return { ...pointwise, ...joined, op: "separable" } satisfies SeparableStep;
}

function hasSides(step: ConvolutionStep, side: number, weights: Weights): boolean {
  const [height, width] = weights.get(step.weights).shape;
  return height === side && width === side;
}

function isEvenPad(pad: Pad, pixels: number): boolean {
  return pad.every((side) => side === pixels);
}

/** Leaves the border of the content, where one convolution alone reads it, to whoever gives it. */
function withBorder(steps: readonly PlannedStep[]): Plan {
  const [first, ...others] = steps;
  const alone = others.every((step) => !inputsOf(step).includes("content"));
  return { bordered: first?.op === "conv" && alone, steps };
}
