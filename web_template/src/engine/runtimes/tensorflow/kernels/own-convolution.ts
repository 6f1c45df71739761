// What kernels of the project's own share that convolve in the place of a backend's of TensorFlow.js.

import {
  backend_util,
  type FusedConv2DAttrs,
  type FusedConv2DInputs,
  type KernelConfig,
  type KernelFunc,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import type { Activation } from "../../../program/program";

const ACTIVATIONS: readonly string[] = [
  "linear",
  "relu",
  "relu6",
  "sigmoid",
] satisfies Activation[];

/** A convolution of pictures [count, height, width, channels], with a bias for every output or none. */
export interface Convolution<Backend> {
  readonly inputs: FusedConv2DInputs;
  readonly shape: backend_util.Conv2DInfo;
  readonly activation: Activation;
  readonly backend: Backend;
}

/**
 * A kernel that convolves what `convolve` can, and leaves the rest to TensorFlow.js's.
 *
 * @param general the kernel of TensorFlow.js
 * @param convolve undefined where it cannot
 */
export function ownConvolution<Backend>(
  general: KernelConfig,
  convolve: (convolution: Convolution<Backend>) => TensorInfo | undefined,
): KernelConfig {
  const kernel = (call: Parameters<KernelFunc>[0]) => {
    const inputs = call.inputs as FusedConv2DInputs;
    const attrs = call.attrs as unknown as FusedConv2DAttrs;
    const { strides, pad, dilations, dimRoundingMode, dataFormat } = attrs;
    const activation = attrs.activation ?? "linear";
    const shape = backend_util.computeConv2DInfo(
      inputs.x.shape as [number, number, number, number],
      inputs.filter.shape as [number, number, number, number],
      strides,
      dilations,
      pad,
      dimRoundingMode,
    );
    const { bias } = inputs;
    const isBiased = !bias || util.sizeFromShape(bias.shape) === shape.outChannels;
    const isKnown = dataFormat === "NHWC" && isBiased && ACTIVATIONS.includes(activation);
    const convolution = { inputs, shape, activation: activation as Activation };
    const made = isKnown && convolve({ ...convolution, backend: call.backend as Backend });
    return made || general.kernelFunc(call);
  };
  return { ...general, kernelFunc: kernel };
}
