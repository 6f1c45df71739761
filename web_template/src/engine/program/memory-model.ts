// How much memory it takes to run a program.

import { wholeArea } from "../base/area";
import { inputsOf, type LoweredProgram, type LoweredStep, lastReads } from "./lowering";
import { type Part, type ReceptiveField, receptiveFieldOf } from "./receptive-field";
import type { Weights } from "./weights";

/** Bytes for each pixel of the content. */
export interface MemoryModel {
  /** Everything that exists at one time, at most. */
  readonly pictures: number;
  /** The largest picture. */
  readonly largest: number;
  /** The places of all inputs of all outputs of all convolutions, which processors keep. */
  readonly places: number;
  /** The inputs of all outputs of the largest convolution, which graphics cards lay out. */
  readonly columns: number;
}

const FLOAT_BYTES = 4;
const POINTER_BYTES = 4;

/** Side of the picture whose memory is measured, in the network's own multiples. */
const SIDE = 256;

/** Measures a program that runs with live statistics. */
export function memoryModelOf(
  program: LoweredProgram,
  multiple: number,
  cellSize: number,
): MemoryModel {
  const { steps, weights } = program;
  const side = SIDE * multiple;
  const size = wholeArea(side, side);
  const field = receptiveFieldOf(program, size, size, cellSize);
  const floats = picturesOf(program, field);
  const of = (name: string) => floats.get(name) ?? 0;
  const alive = new Set(["content"]);
  const last = lastReads(steps);
  const found = { pictures: 0, largest: 0, places: 0, columns: 0 };
  for (const [index, step] of steps.entries()) {
    const inputs = inputsOf(step).reduce((sum, name) => sum + of(name), 0);
    const output = of(step.out);
    alive.add(step.out);
    const there = [...alive].reduce((sum, name) => sum + of(name), 0);
    // With their borders inputs are copies, and so are outputs once they are normalized.
    found.pictures = Math.max(found.pictures, (there + inputs + output) * FLOAT_BYTES);
    found.largest = Math.max(found.largest, inputs * FLOAT_BYTES, output * FLOAT_BYTES);
    if (step.op === "convolve") {
      const [height, width, channels] = weights.get(step.step.weights).shape as [
        number,
        number,
        number,
      ];
      const outputs = areaOf(field, index) / side ** 2;
      found.places += height * width * outputs * POINTER_BYTES;
      found.columns = Math.max(found.columns, height * width * channels * outputs * FLOAT_BYTES);
    }
    for (const name of last[index] ?? []) alive.delete(name);
  }
  return found;
}

function areaOf({ parts }: ReceptiveField, index: number): number {
  const { makes } = parts[index] as Part;
  return makes.bottom * makes.right;
}

/** The numbers of each picture for each pixel of the content. */
function picturesOf(
  { steps, weights }: LoweredProgram,
  field: ReceptiveField,
): Map<string, number> {
  const channels = new Map([["content", 3]]);
  const found = new Map([["content", 3]]);
  for (const [index, step] of steps.entries()) {
    channels.set(step.out, channelsOf(step, channels, weights));
    const depth = channels.get(step.out) as number;
    found.set(step.out, (depth * areaOf(field, index)) / (field.width * field.height));
  }
  return found;
}

function channelsOf(
  step: LoweredStep,
  channels: ReadonlyMap<string, number>,
  weights: Weights,
): number {
  const inputs = inputsOf(step).map((name) => channels.get(name) as number);
  if (step.op === "concat") return inputs.reduce((sum, count) => sum + count, 0);
  if (step.op !== "convolve") return inputs[0] as number;
  const [, , one, other] = weights.get(step.step.weights).shape as [number, number, number, number];
  return step.step.op === "depthwise" ? one * other : other;
}
