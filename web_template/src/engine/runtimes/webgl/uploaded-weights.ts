// A convolution's weights in the order in which its shader reads them.

import { type Affine, scaledFilter } from "../../program/fold";
import type { LoweredConvolution } from "../../program/lowering";
import type { Weight, Weights } from "../../program/weights";
import type { WebglDevice } from "./device";

/** What one pass of a convolution draws: so many layers from the first, with these weights. */
export interface WeightsPass {
  readonly firstLayer: number;
  readonly layers: number;
  readonly weights: WebGLBuffer;
  readonly bias: Float32Array;
}

export type UploadedWeights = readonly WeightsPass[];

/**
 * Layers of a pass where the processor draws: shaders without loops take long to compile, many times
 * as long when they are twice the size.
 */
const SOFTWARE_LAYERS = 2;

const VECTOR = 4;
const MATRIX = 16;
const FLOAT_BYTES = 4;

/**
 * Brings a convolution's weights to the graphics card, in as many passes as they need.
 *
 * @param affine what its CIN layer does to its outputs, to be folded into the weights
 */
export function uploadedWeights(
  device: WebglDevice,
  { step, depthwise }: LoweredConvolution,
  weights: Weights,
  affine?: Affine,
): UploadedWeights {
  const filter = weights.get(step.weights);
  const scaled = affine ? scaledFilter(filter, affine.scale) : filter;
  const plain = step.cin === null && step.bias !== null && weights.get(step.bias).values;
  const bias = affine?.shift ?? (plain || undefined);
  const [height, width, inputs, outputs] = scaled.shape as [number, number, number, number];
  // A depthwise filter is a vector for each tap and layer as it is.
  const taps = depthwise ? weights.get(depthwise.weights).values : new Float32Array();
  const layerFloats = height * width * Math.ceil(inputs / 4) * MATRIX;
  const room = device.mostWeights / FLOAT_BYTES - taps.length;
  const preferred = device.isSoftware ? SOFTWARE_LAYERS : device.mostLayers;
  const most = Math.min(preferred, Math.floor(room / layerFloats));
  const passes: WeightsPass[] = [];
  for (let firstLayer = 0; firstLayer < outputs / 4; firstLayer += most) {
    const layers = Math.min(most, outputs / 4 - firstLayer);
    const block = new Float32Array(taps.length + layers * layerFloats);
    block.set(taps);
    setMatrices(block.subarray(taps.length), scaled, firstLayer, layers);
    const from = firstLayer * VECTOR;
    const passBias = bias?.slice(from, from + layers * VECTOR) ?? new Float32Array(layers * VECTOR);
    passes.push({ firstLayer, layers, weights: device.weights(block), bias: passBias });
  }
  return passes;
}

/** A matrix for each tap, input layer and output layer; a column for each input. */
function setMatrices(
  block: Float32Array,
  { shape, values }: Weight,
  firstLayer: number,
  layers: number,
): void {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const inputLayers = Math.ceil(inputs / 4);
  for (let tap = 0; tap < height * width; tap++) {
    for (let input = 0; input < inputs; input++) {
      const row = (tap * inputs + input) * outputs + firstLayer * 4;
      const group = (tap * inputLayers + (input >> 2)) * layers;
      for (let output = 0; output < layers * 4; output++) {
        const matrix = (group + (output >> 2)) * MATRIX;
        block[matrix + (input & 3) * 4 + (output & 3)] = values[row + output] as number;
      }
    }
  }
}

export function freeWeights(device: WebglDevice, kernel: UploadedWeights): void {
  for (const { weights } of kernel) device.forgetWeights(weights);
}
