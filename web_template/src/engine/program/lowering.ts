// Lowers a program to what a runtime does in one: upsampling, repeated channels and depthwise
// convolutions become parts of the convolution that reads them, as far as the runtime can.

import type { AddStep, ConcatStep, ConvolutionStep, Program, Step, UpStep } from "./program";
import type { Weights } from "./weights";

/** A convolution and what is fused into it. */
export interface LoweredConvolution {
  readonly op: "convolve";
  readonly in: readonly [string];
  readonly out: string;
  /** The convolution whose outputs these are; after a depthwise one, it is pointwise. */
  readonly step: ConvolutionStep;
  /** The depthwise convolution before it. */
  readonly depthwise?: ConvolutionStep;
  /** How often the depthwise convolution sees the input's channels, one after the other. */
  readonly repeat: number;
  /** Whether it sees its input enlarged twofold, each pixel repeated in both directions. */
  readonly doubled: boolean;
}

export type LoweredStep = LoweredConvolution | AddStep | ConcatStep | UpStep;

/** A program as a runtime runs it. */
export interface LoweredProgram {
  readonly steps: readonly LoweredStep[];
  readonly weights: Weights;
  /** Whether the content comes with the reflected border that its only reader needs. */
  readonly bordered: boolean;
  /** Whether a convolution of an enlarged input makes the four outputs of an input pixel together. */
  readonly inPhases: boolean;
}

/** What a runtime does in one. */
export interface LoweringRules {
  /** Whether it runs a convolution with all that is fused into it. */
  fuses(convolution: LoweredConvolution): boolean;
  /** Whether it wants the content with its reflected border. */
  readonly bordered: boolean;
  readonly inPhases: boolean;
}

export function inputsOf(step: Step | LoweredStep): readonly string[] {
  return typeof step.in === "string" ? [step.in] : step.in;
}

/** For each step, the pictures that no later step reads. */
export function lastReads(steps: readonly LoweredStep[]): string[][] {
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

/** Lowers a program as far as the rules allow; what they do not allow stays a step of its own. */
export function lowered(
  { steps }: Program,
  weights: Weights,
  rules: LoweringRules,
): LoweredProgram {
  const chains = new Map<Step, Chain>();
  const ends = new Map<Step, Step>();
  for (const step of steps) {
    if (step.op !== "conv") continue;
    const chain = chainOf(step, steps, weights, rules);
    chains.set(step, chain);
    for (const part of chain.parts) ends.set(part, step);
  }
  const isFused = (step: Step) => {
    const readers = readersOf(step, steps);
    const chainsOfReaders = readers.map((reader) => chains.get(ends.get(reader) ?? reader));
    return readers.length > 0 && chainsOfReaders.every((chain) => chain?.parts.includes(step));
  };
  const left = steps
    .filter((step) => !isFused(step))
    .map((step) => chains.get(step)?.convolution ?? alone(step));
  const { bordered, inPhases } = rules;
  return { steps: left, weights, bordered: bordered && isReadFirst("content", left), inPhases };
}

/** A convolution and the steps before it that are fused into it. */
interface Chain {
  readonly convolution: LoweredConvolution;
  readonly parts: readonly Step[];
}

/** The longest chain that ends with a convolution and that the rules allow. */
function chainOf(
  step: ConvolutionStep,
  steps: readonly Step[],
  weights: Weights,
  rules: LoweringRules,
): Chain {
  const depthwise = depthwiseBefore(step, steps, weights);
  const separable = depthwise && separableChain(step, depthwise, steps);
  const plain: Chain = { convolution: convolutionOf(step), parts: [] };
  const chains = [separable, plain].flatMap((chain) =>
    chain ? [doubledChain(chain, steps), chain] : [],
  );
  return chains.find((chain) => chain && rules.fuses(chain.convolution)) ?? plain;
}

function convolutionOf(step: ConvolutionStep): LoweredConvolution {
  const { in: input, out } = step;
  return { op: "convolve", in: [input], out, step, repeat: 1, doubled: false };
}

/** A step that nothing is fused into. */
function alone(step: Step): LoweredStep {
  return "weights" in step ? convolutionOf(step) : step;
}

function separableChain(
  step: ConvolutionStep,
  depthwise: ConvolutionStep,
  steps: readonly Step[],
): Chain {
  const convolution = { ...convolutionOf(step), in: [depthwise.in] as const, depthwise };
  const concat = steps.find(({ out }) => out === depthwise.in);
  const repeats =
    concat?.op === "concat" &&
    new Set(concat.in).size === 1 &&
    readersOf(concat, steps).length === 1;
  if (!repeats) return { convolution, parts: [depthwise] };
  const repeated = { in: [concat.in[0] as string] as const, repeat: concat.in.length };
  return { convolution: { ...convolution, ...repeated }, parts: [depthwise, concat] };
}

/** The chain with the twofold upsampling before it, if there is one. */
function doubledChain({ convolution, parts }: Chain, steps: readonly Step[]): Chain | undefined {
  const up = steps.find(({ out }) => out === convolution.in[0]);
  if (up?.op !== "up" || up.factor !== 2) return undefined;
  return { convolution: { ...convolution, in: [up.in], doubled: true }, parts: [...parts, up] };
}

/** The depthwise convolution whose outputs only a pointwise one reads: nothing lies in between. */
function depthwiseBefore(
  step: ConvolutionStep,
  steps: readonly Step[],
  weights: Weights,
): ConvolutionStep | undefined {
  const before = steps.find(({ out }) => out === step.in);
  if (before?.op !== "depthwise" || readersOf(before, steps).length !== 1) return undefined;
  const { bias, cin, activation } = before;
  const isBare = bias === null && cin === null && activation === "linear";
  const isPointwise = hasSides(step, 1, weights) && step.stride === 1 && hasPad(step, 0);
  return isBare && isPointwise ? before : undefined;
}

function readersOf({ out }: Step, steps: readonly Step[]): readonly Step[] {
  return steps.filter((step) => inputsOf(step).includes(out));
}

/** Whether the filter is a square of this side. */
export function hasSides(step: ConvolutionStep, side: number, weights: Weights): boolean {
  const [height, width] = weights.get(step.weights).shape;
  return height === side && width === side;
}

/** Whether there are so many pixels of padding on all sides. */
export function hasPad({ pad }: ConvolutionStep, pixels: number): boolean {
  return pad.every((side) => side === pixels);
}

/** Whether the first step, a convolution, is the only one that reads a picture. */
function isReadFirst(name: string, [first, ...others]: readonly LoweredStep[]): boolean {
  return first?.op === "convolve" && others.every((step) => !inputsOf(step).includes(name));
}

/** Height and width of a whole picture. */
export interface Sides {
  readonly height: number;
  readonly width: number;
}

/** Height and width of a convolution's whole output. */
export function sidesAfter(
  { step, depthwise, doubled }: LoweredConvolution,
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
