// Programs: transformers as the few kinds of steps that the engine can fold.

/** Pixels at the top, bottom, left and right. */
export type Pad = readonly [number, number, number, number];

export type Activation = "linear" | "relu" | "relu6" | "sigmoid";

/** A convolution over a border, a CIN layer and an activation. */
export interface ConvolutionStep {
  readonly op: "conv" | "depthwise";
  readonly in: string;
  readonly out: string;
  /** Name of the filter, [height, width, inputs, outputs] or [height, width, channels, 1]. */
  readonly weights: string;
  readonly bias: string | null;
  readonly stride: number;
  readonly pad: Pad;
  /** What the border shows: zeros, or the picture reflected where undefined. */
  readonly border?: "zeros";
  /** Index of the CIN layer. */
  readonly cin: number | null;
  readonly activation: Activation;
}

export interface ConcatStep {
  readonly op: "concat";
  readonly in: readonly string[];
  readonly out: string;
}

export interface UpStep {
  readonly op: "up";
  readonly in: string;
  readonly out: string;
  readonly factor: number;
}

export interface AddStep {
  readonly op: "add";
  readonly in: readonly [string, string];
  readonly out: string;
}

export type Step = ConvolutionStep | ConcatStep | UpStep | AddStep;

/** A linear function of the style vector: names of a [vector, channels] and a [channels] weight. */
export interface LinearFunction {
  readonly kernel: string;
  readonly bias: string | null;
}

/** A conditional instance normalization; what belongs to `i % channels` applies to channel i. */
export interface Cin {
  readonly channels: number;
  readonly subpixels: number;
  readonly epsilon: number;
  readonly gamma: LinearFunction;
  readonly beta: LinearFunction;
}

/** What `set.json` says of a transformer that can be folded. */
export interface Program {
  /** In the order of execution; the first reads "content" and the last makes "cells". */
  readonly steps: readonly Step[];
  readonly cins: readonly Cin[];
}

/** Mean and variance of each channel of a CIN layer, its convolution taken without a bias. */
export interface Statistic {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** The statistics of all CIN layers, in the order of the program. */
export type Statistics = readonly Statistic[];
