// Convolutions on WebGPU, each thread four pixels beside each other and four outputs of them: with
// as few channels as the project's networks have, products of large matrices leave most threads idle.

import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu";
import { fusedConv2DConfig as general } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/FusedConv2D";
import type { WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu/dist/webgpu_program";
import type { backend_util, TensorInfo } from "@tensorflow/tfjs-core";
import type { Activation } from "../../../program/program";
import { activatedValue } from "../../shader-activations";
import { type Convolution, ownConvolution } from "./own-convolution";

const WORKGROUP = 64;

/** Pixels of a thread. */
const PIXELS = 4;

function repeated(line: (pixel: number) => string): string {
  return Array.from({ length: PIXELS }, (_, pixel) => line(pixel)).join("\n");
}

function convolutionProgram(
  shape: backend_util.Conv2DInfo,
  activation: Activation,
  hasBias: boolean,
): WebGPUProgram {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth } = shape;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = shape;
  const [inputs, outputs] = [shape.inChannels / 4, shape.outChannels / 4];
  const columns = Math.ceil(outWidth / PIXELS);
  const threads = batchSize * outHeight * columns * outputs;
  const steps = [strideHeight, strideWidth, dilationHeight, dilationWidth];
  const filter = [filterHeight, filterWidth, inputs, outputs];
  return {
    shaderKey: `convolution ${[...filter, ...steps, activation, hasBias].join(" ")}`,
    variableNames: hasBias ? ["x", "weights", "bias"] : ["x", "weights"],
    outputShape: shape.outShape,
    outputComponent: 4,
    dispatchLayout: { x: [0, 1, 2, 3] },
    dispatch: [Math.ceil(threads / WORKGROUP), 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    getUserCode: () => `
    fn main(index : i32) {
      let width = uniforms.outShape[2];
      let columns = (width + ${PIXELS - 1}) / ${PIXELS};
      let output = index % ${outputs};
      let column = index / ${outputs} % columns * ${PIXELS};
      let row = index / ${outputs} / columns;
      let picture = row / uniforms.outShape[1];
      if (picture >= uniforms.outShape[0]) { return; }
      let top = row % uniforms.outShape[1] * ${strideHeight} + picture * uniforms.xShape[1];
      ${repeated((p) => `var sum${p} = ${hasBias ? "bias[output]" : "vec4<f32>(0.0)"};`)}
      ${repeated((p) => `let left${p} = min(column + ${p}, width - 1) * ${strideWidth};`)}
      for (var r = 0; r < ${filterHeight}; r++) {
        let line = (top + r * ${dilationHeight}) * uniforms.xShape[2];
        for (var c = 0; c < ${filterWidth}; c++) {
          ${repeated((p) => `let from${p} = (line + left${p} + c * ${dilationWidth}) * ${inputs};`)}
          var weight = (r * ${filterWidth} + c) * ${4 * inputs * outputs} + output;
          for (var g = 0; g < ${inputs}; g++) {
            let w = mat4x4<f32>(weights[weight], weights[weight + ${outputs}],
                weights[weight + ${2 * outputs}], weights[weight + ${3 * outputs}]);
            ${repeated((p) => `sum${p} += w * x[from${p} + g];`)}
            weight += ${4 * outputs};
          }
        }
      }
      let to = (row * width + column) * ${outputs} + output;
      ${repeated(
        (p) => `if (column + ${p} < width) {
        let value = sum${p};
        result[to + ${p * outputs}] = ${activatedValue(activation, "vec4<f32>(0.0)")};
      }`,
      )}
    }`,
  };
}

function fusedConvolution({
  inputs: { x, filter, bias },
  shape,
  activation,
  backend,
}: Convolution<WebGPUBackend>): TensorInfo | undefined {
  const { top, bottom, left, right } = shape.padInfo;
  const isPadded = top + bottom + left + right > 0;
  if (isPadded || shape.inChannels % 4 !== 0 || shape.outChannels % 4 !== 0) return undefined;
  const made = convolutionProgram(shape, activation, Boolean(bias));
  return backend.runWebGPUProgram(made, bias ? [x, filter, bias] : [x, filter], "float32");
}

export const fusedConv2DConfig = ownConvolution(general, fusedConvolution);
