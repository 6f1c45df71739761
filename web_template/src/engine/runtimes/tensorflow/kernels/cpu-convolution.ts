// Convolutions of the plain CPU backend. TensorFlow.js's own reads and writes an output for each
// multiplication; here the sums of two pixels and four outputs are kept until they are done.

import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu";
import { fusedConv2DConfig as general } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FusedConv2D";
import type { backend_util, TensorInfo } from "@tensorflow/tfjs-core";
import { ACTIVATIONS } from "../../../program/activations";
import { type Convolution, ownConvolution } from "./own-convolution";

/** Outputs whose sums are kept at a time. */
const OUTPUTS = 4;

function fusedConvolution({
  inputs: { x, filter, bias },
  shape,
  activation,
  backend,
}: Convolution<MathBackendCPU>): TensorInfo | undefined {
  if (shape.outChannels % OUTPUTS !== 0) return undefined;
  const numbers = (tensor: TensorInfo) => backend.data.get(tensor.dataId).values as Float32Array;
  const values = convolved(shape, numbers(x), numbers(filter), bias && numbers(bias));
  if (activation !== "linear") {
    const activate = ACTIVATIONS[activation];
    for (let i = 0; i < values.length; i++) values[i] = activate(values[i] as number);
  }
  return backend.makeTensorInfo(shape.outShape, "float32", values);
}

function convolved(
  shape: backend_util.Conv2DInfo,
  x: Float32Array,
  filter: Float32Array,
  bias: Float32Array | undefined,
): Float32Array {
  const { outHeight: height, outWidth: width, outChannels: channels } = shape;
  const made = new Float32Array(shape.batchSize * height * width * channels);
  const weights = inFours(filter, channels);
  const length = filter.length / channels;
  // What an output pixel sees, one number after the other, and the same of the pixel beside it.
  const one = new Float64Array(length);
  const other = new Float64Array(length);
  for (let row = 0; row < shape.batchSize * height; row++) {
    const picture = Math.floor(row / height);
    const y = row % height;
    const to = row * width * channels;
    for (let column = 0; column < width; column += 2) {
      const next = Math.min(column + 1, width - 1);
      gather(shape, x, picture, y, column, one);
      gather(shape, x, picture, y, next, other);
      multiply(one, other, weights, bias, made, to + column * channels, to + next * channels);
    }
  }
  return made;
}

/** A filter with four outputs after the other, [channels / 4, length, 4]. */
function inFours(filter: Float32Array, channels: number): Float64Array {
  const length = filter.length / channels;
  const found = new Float64Array(filter.length);
  let to = 0;
  for (let output = 0; output < channels; output += OUTPUTS) {
    for (let k = 0; k < length; k++) {
      for (let i = 0; i < OUTPUTS; i++) found[to++] = filter[k * channels + output + i] as number;
    }
  }
  return found;
}

/** The numbers that the filter meets for a pixel of the output; 0 beyond the border. */
function gather(
  shape: backend_util.Conv2DInfo,
  x: Float32Array,
  picture: number,
  y: number,
  column: number,
  to: Float64Array,
): void {
  const { inChannels, inHeight, inWidth, padInfo } = shape;
  const top = y * shape.strideHeight - padInfo.top;
  const left = column * shape.strideWidth - padInfo.left;
  let out = 0;
  for (let r = 0; r < shape.filterHeight; r++) {
    const row = top + r * shape.dilationHeight;
    for (let c = 0; c < shape.filterWidth; c++) {
      const at = left + c * shape.dilationWidth;
      const isInside = row >= 0 && row < inHeight && at >= 0 && at < inWidth;
      const from = ((picture * inHeight + row) * inWidth + at) * inChannels;
      for (let k = 0; k < inChannels; k++) to[out++] = isInside ? (x[from + k] as number) : 0;
    }
  }
}

/** All outputs of two pixels. */
function multiply(
  one: Float64Array,
  other: Float64Array,
  weights: Float64Array,
  bias: Float32Array | undefined,
  made: Float32Array,
  toOne: number,
  toOther: number,
): void {
  const { length } = one;
  let weight = 0;
  for (let output = 0; weight < weights.length; output += OUTPUTS) {
    let a0 = bias ? (bias[output] as number) : 0;
    let a1 = bias ? (bias[output + 1] as number) : 0;
    let a2 = bias ? (bias[output + 2] as number) : 0;
    let a3 = bias ? (bias[output + 3] as number) : 0;
    let [b0, b1, b2, b3] = [a0, a1, a2, a3];
    for (let k = 0; k < length; k++, weight += OUTPUTS) {
      const a = one[k] as number;
      const b = other[k] as number;
      const w0 = weights[weight] as number;
      const w1 = weights[weight + 1] as number;
      const w2 = weights[weight + 2] as number;
      const w3 = weights[weight + 3] as number;
      a0 += a * w0;
      a1 += a * w1;
      a2 += a * w2;
      a3 += a * w3;
      b0 += b * w0;
      b1 += b * w1;
      b2 += b * w2;
      b3 += b * w3;
    }
    made[toOne + output] = a0;
    made[toOne + output + 1] = a1;
    made[toOne + output + 2] = a2;
    made[toOne + output + 3] = a3;
    made[toOther + output] = b0;
    made[toOther + output + 1] = b1;
    made[toOther + output + 2] = b2;
    made[toOther + output + 3] = b3;
  }
}

export const fusedConv2DConfig = ownConvolution(general, fusedConvolution);
