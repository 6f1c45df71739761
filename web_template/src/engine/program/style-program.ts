// Programs of style networks: convolutions of a whole picture, means of what they find, dense layers.

import { ACTIVATIONS } from "./activations";
import type { Activation, AddStep, ConvolutionStep, Program } from "./program";
import type { Weights } from "./weights";

/**
 * A convolution over a border of zeros and an activation; the border is so wide that
 * ceil(side / stride) of a side is left.
 */
export interface StyleConvolutionStep {
  readonly op: "conv" | "depthwise";
  readonly in: string;
  readonly out: string;
  /** Name of the filter, [height, width, inputs, outputs] or [height, width, channels, 1]. */
  readonly weights: string;
  readonly bias: string | null;
  readonly stride: number;
  readonly activation: Activation;
}

/** The mean of each channel of a picture, or of its distance from 0. */
export interface ChannelMeans {
  readonly in: string;
  readonly absolute: boolean;
}

export interface DenseLayer {
  readonly op: "dense";
  readonly in: string;
  readonly out: string;
  /** Name of a weight whose last two sides are inputs and outputs. */
  readonly weights: string;
  readonly bias: string | null;
  readonly activation: Activation;
}

/** What `set.json` says of a style network that the engine's own runtime can run. */
export interface StyleProgram {
  /** The steps read "content", which is the picture in [0, 1] times `scale` plus `offset`. */
  readonly scale: number;
  readonly offset: number;
  /** In the order of execution. */
  readonly steps: readonly (StyleConvolutionStep | AddStep)[];
  /** Joined, they are what the layers call "means". */
  readonly means: readonly ChannelMeans[];
  /** In the order of execution; the last one gives the style vector. */
  readonly layers: readonly (DenseLayer | AddStep)[];
}

/** The program of the steps for a square of `side` pixels, with the widths of all borders. */
export function programFor(side: number, { steps }: StyleProgram, weights: Weights): Program {
  const sides = new Map([["content", side]]);
  const bordered = (step: StyleConvolutionStep): ConvolutionStep => {
    const [rows, columns] = weights.get(step.weights).shape as [number, number];
    const before = sides.get(step.in) as number;
    const after = Math.ceil(before / step.stride);
    sides.set(step.out, after);
    const widths = [rows, columns].flatMap((length) => {
      const both = Math.max((after - 1) * step.stride + length - before, 0);
      return [Math.floor(both / 2), Math.ceil(both / 2)];
    });
    const pad = widths as [number, number, number, number];
    return { ...step, pad, border: "zeros", cin: null };
  };
  const sized = steps.map((step) => {
    if (step.op !== "add") return bordered(step);
    sides.set(step.out, sides.get(step.in[0]) as number);
    return step;
  });
  return { steps: sized, cins: [] };
}

/** The mean of each channel of a picture, [pixels, channels], or of its distance from 0. */
export function channelMeans(
  values: Float32Array,
  channels: number,
  absolute: boolean,
): Float64Array {
  const sums = new Float64Array(channels);
  for (let at = 0; at < values.length; at += channels) {
    for (let k = 0; k < channels; k++) {
      const value = values[at + k] as number;
      sums[k] = (sums[k] as number) + (absolute ? Math.abs(value) : value);
    }
  }
  const pixels = values.length / channels;
  return sums.map((sum) => sum / pixels);
}

/** The style vector that the layers make of all means, summed in 64 bits and in one order everywhere. */
export function vectorOf(
  { layers }: StyleProgram,
  means: Float64Array,
  weights: Weights,
): Float32Array {
  const there = new Map([["means", means]]);
  const made = (name: string) => there.get(name) as Float64Array;
  let last = means;
  for (const layer of layers) {
    if (layer.op === "dense") {
      last = dense(layer, made(layer.in), weights);
    } else {
      const [one, other] = layer.in.map(made) as [Float64Array, Float64Array];
      last = one.map((value, i) => value + (other[i] as number));
    }
    there.set(layer.out, last);
  }
  return Float32Array.from(last);
}

function dense(layer: DenseLayer, inputs: Float64Array, weights: Weights): Float64Array {
  const { shape, values } = weights.get(layer.weights);
  const width = shape.at(-1) as number;
  const sums = new Float64Array(width);
  if (layer.bias !== null) sums.set(weights.get(layer.bias).values);
  for (const [row, input] of inputs.entries()) {
    for (let i = 0; i < width; i++) {
      sums[i] = (sums[i] as number) + input * (values[row * width + i] as number);
    }
  }
  return sums.map(ACTIVATIONS[layer.activation]);
}
