// Runs the convolutions of a program.

import {
  concat,
  fused,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor4d,
} from "@tensorflow/tfjs-core";
import { type Area, heightOf, widthOf } from "../../base/area";
import { type Affine, scaledFilter } from "../../program/fold";
import type { LoweredConvolution } from "../../program/lowering";
import type { Activation, ConvolutionStep } from "../../program/program";
import type { Part } from "../../program/receptive-field";
import type { Weight, Weights } from "../../program/weights";
import { framed, type TensorView } from "./crop-and-pad";

/** A convolution's weights on the backend. */
export interface UploadedWeights {
  readonly filters: readonly Tensor4D[];
  readonly bias: Tensor1D | undefined;
}

/**
 * Brings a convolution's weights to the backend.
 *
 * @param affine what its CIN layer does to its outputs, to be folded into the weights
 */
export function uploadedWeights(
  { step, depthwise, repeat, doubled }: LoweredConvolution,
  weights: Weights,
  affine?: Affine,
): UploadedWeights {
  const filter = weights.get(step.weights);
  const scaled = affine ? scaledFilter(filter, affine.scale) : filter;
  const bias = affine?.shift ?? plainBias(step, weights);
  if (doubled) {
    const filters = ([0, 1] as const).map((phase) => tensor(rowFilter(scaled, phase)));
    return { filters, bias: bias && tensor1d(Float32Array.of(...bias, ...bias)) };
  }
  const filters = depthwise
    ? separableFilters(weights.get(depthwise.weights), scaled, repeat)
    : [scaled];
  return { filters: filters.map(tensor), bias: bias && tensor1d(bias) };
}

/** The depthwise filter of each repetition, and the pointwise one that reads them all. */
function separableFilters(depthwise: Weight, { shape, values }: Weight, repeat: number): Weight[] {
  const [, , inputs, outputs] = shape as [number, number, number, number];
  const pointwise = { shape: [repeat, 1, inputs / repeat, outputs], values };
  return [...depthwiseFilters(depthwise, repeat), pointwise];
}

/** A CIN layer takes the bias away again, so that it is left out before one. */
function plainBias({ cin, bias }: ConvolutionStep, weights: Weights): Float32Array | undefined {
  return cin === null && bias !== null ? weights.get(bias).values : undefined;
}

export function disposeWeights({ filters, bias }: UploadedWeights): void {
  for (const filter of filters) filter.dispose();
  bias?.dispose();
}

/** Convolves a part of a picture and applies the activation. */
export function convolved(
  { step, depthwise, doubled }: LoweredConvolution,
  picture: TensorView,
  part: Part,
  weights: UploadedWeights,
  activation: Activation,
): Tensor4D {
  if (doubled) return upConvolved(picture, part, weights, activation);
  const x = framed(picture, part.reads, "reflect");
  if (depthwise) return separablyConvolved(x, weights, activation);
  const [filter] = weights.filters as [Tensor4D];
  const { bias } = weights;
  const run = step.op === "conv" ? fused.conv2d : fused.depthwiseConv2d;
  return run({ x, filter, strides: step.stride, pad: "valid", ...(bias && { bias }), activation });
}

/**
 * The convolution of an upsampled picture from the picture itself: an upsampled pixel's 3 x 3
 * neighbours are copies of 2 x 2 pixels at most, so that two thirds of the products are enough.
 * The two filters give the even and the odd rows, and of each the even and the odd columns.
 */
function upConvolved(
  picture: TensorView,
  { reads }: Part,
  { filters, bias }: UploadedWeights,
  activation: Activation,
): Tensor4D {
  const [even, odd] = filters as [Tensor4D, Tensor4D];
  const count = picture.tensor.shape[0];
  const [height, width] = [heightOf(reads) - 2, widthOf(reads) - 2];
  const rows = (filter: Tensor4D, area: Area): Tensor2D => {
    // What an upsampled picture's border reflects is the picture's own edge.
    const x = framed(picture, area, "symmetric");
    const y = fused.conv2d({
      x,
      filter,
      strides: 1,
      pad: "valid",
      ...(bias && { bias }),
      activation,
    });
    return reshape(y, [count * height, width * filter.shape[3]]);
  };
  const evenRows = rows(even, { ...reads, bottom: reads.bottom - 1 });
  const oddRows = rows(odd, { ...reads, top: reads.top + 1 });
  const both = concat([evenRows, oddRows], 1);
  return reshape(both, [count, 2 * height, 2 * width, even.shape[3] / 2]);
}

/**
 * The filter of the even (0) or odd (1) rows of an upsampled picture, [2, 3, inputs, 2 * outputs]:
 * the taps that meet copies of one pixel are summed.
 */
function rowFilter({ shape, values }: Weight, phase: 0 | 1): Weight {
  const [, , inputs, outputs] = shape as [number, number, number, number];
  const summed = new Float32Array(2 * 3 * inputs * 2 * outputs);
  for (let dy = 0; dy < 3; dy++) {
    const row = Math.floor((dy + phase + 1) / 2) - phase;
    for (let dx = 0; dx < 3; dx++) {
      for (const column of [0, 1]) {
        const x = Math.floor((dx + column + 1) / 2);
        for (let i = 0; i < inputs; i++) {
          const from = ((dy * 3 + dx) * inputs + i) * outputs;
          const to = (((row * 3 + x) * inputs + i) * 2 + column) * outputs;
          for (let o = 0; o < outputs; o++) {
            summed[to + o] = (summed[to + o] as number) + (values[from + o] as number);
          }
        }
      }
    }
  }
  return { shape: [2, 3, inputs, 2 * outputs], values: summed };
}

/**
 * Repeated channels, convolved depthwise, without repeating them: each repetition is a picture of
 * its own. They are stacked in height, which copies whole blocks of memory, and the pointwise
 * convolution reaches for the others by its dilation.
 */
function separablyConvolved(
  x: Tensor4D,
  { filters, bias }: UploadedWeights,
  activation: Activation,
): Tensor4D {
  const stack = filters
    .slice(0, -1)
    .map((filter) => fused.depthwiseConv2d({ x, filter, strides: 1, pad: "valid" }));
  return fused.conv2d({
    x: concat(stack, 1),
    filter: filters.at(-1) as Tensor4D,
    strides: 1,
    pad: "valid",
    dilations: [(stack[0] as Tensor4D).shape[1], 1],
    ...(bias && { bias }),
    activation,
  });
}

/** The filters of each repetition, [height, width, channels, 1], from one for all of them. */
function depthwiseFilters({ shape, values }: Weight, repeat: number): Weight[] {
  const [height, width, all] = shape as [number, number, number];
  const channels = all / repeat;
  return Array.from({ length: repeat }, (_, k) => ({
    shape: [height, width, channels, 1],
    values: values.filter((_, i) => Math.floor((i % all) / channels) === k),
  }));
}

function tensor({ shape, values }: Weight): Tensor4D {
  return tensor4d(values, shape as [number, number, number, number]);
}
