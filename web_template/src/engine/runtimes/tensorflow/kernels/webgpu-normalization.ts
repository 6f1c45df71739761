// Conditional instance normalization on WebGPU in four passes instead of a dozen.

import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu";
import type { WebGPUProgram } from "@tensorflow/tfjs-backend-webgpu/dist/webgpu_program";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { activatedValue } from "../../shader-activations";
import {
  NORMALIZATION,
  type NormalizationAttributes,
  type NormalizationInputs,
  STATISTICS,
  type StatisticsAttributes,
  type StatisticsInputs,
} from "./own-normalization";

const WORKGROUP = 256;

/** Pixels that a workgroup measures, at least, and how many workgroups there are, at most. */
const FEWEST_PIXELS = 512;
const MOST_PARTS = 128;

/** How pixels are shared out among workgroups. */
interface Parts {
  readonly pixels: number;
  /** Pixels of each part but the last. */
  readonly chunk: number;
  readonly count: number;
}

function partsOf(pixels: number): Parts {
  const chunk = Math.max(FEWEST_PIXELS, Math.ceil(pixels / MOST_PARTS));
  return { pixels, chunk, count: Math.ceil(pixels / chunk) };
}

function program(
  shaderKey: string,
  variableNames: string[],
  outputShape: number[],
  workgroups: number,
  uniforms: string,
  code: string,
): WebGPUProgram {
  return {
    shaderKey,
    variableNames,
    outputShape,
    uniforms,
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [workgroups, 1, 1],
    workgroupSize: [WORKGROUP, 1, 1],
    size: true,
    getUserCode: () => code,
  };
}

/**
 * Means and sums of squared distances from them, [parts, 2, outputs]: the distances are taken from
 * each part's own mean, so that large values lose no digits.
 */
function partialProgram(outputs: number, { count }: Parts): WebGPUProgram {
  const lanes = Math.floor(WORKGROUP / outputs);
  const sums = (term: string) => `
      sums[localId.x] = 0.0;
      if (lane < ${lanes}) {
        for (var pixel = first + lane; pixel < last; pixel += ${lanes}) {
          let value = x[pixel * ${outputs} + channel];
          sums[localId.x] += ${term};
        }
      }
      workgroupBarrier();
      total = 0.0;
      for (var k = 0; k < ${lanes}; k++) { total += sums[k * ${outputs} + channel]; }
      workgroupBarrier();`;
  return program(
    `partialMoments ${outputs}`,
    ["x"],
    [count, 2, outputs],
    count,
    "pixels : i32, chunk : i32,",
    `
    var<workgroup> sums : array<f32, ${WORKGROUP}>;
    fn main(index : i32) {
      let part = index / ${WORKGROUP};
      let first = part * uniforms.chunk;
      let last = min(first + uniforms.chunk, uniforms.pixels);
      let channel = i32(localId.x) % ${outputs};
      let lane = i32(localId.x) / ${outputs};
      var total = 0.0;
      ${sums("value")}
      let mean = total / f32(last - first);
      ${sums("(value - mean) * (value - mean)")}
      if (lane == 0) {
        result[part * ${2 * outputs} + channel] = mean;
        result[part * ${2 * outputs} + ${outputs} + channel] = total;
      }
    }`,
  );
}

/** The mean or the variance of each channel, its subpixels taken together: [channels]. */
function combiningProgram(
  kind: "mean" | "variance",
  { channels, subpixels }: StatisticsAttributes,
): WebGPUProgram {
  const outputs = channels * subpixels;
  const sum = (term: string) => `
        total = 0.0;
        for (var first = 0; first < uniforms.pixels; first += uniforms.chunk) {
          let count = f32(min(uniforms.chunk, uniforms.pixels - first));
          let part = first / uniforms.chunk * ${2 * outputs};
          for (var output = index; output < ${outputs}; output += ${channels}) {
            let mean = moments[part + output];
            let squares = moments[part + ${outputs} + output];
            total += ${term};
          }
        }
        total /= f32(uniforms.pixels) * ${subpixels}.0;`;
  const variance = `let centre = total;
        ${sum("squares + count * (mean - centre) * (mean - centre)")}`;
  return program(
    `${kind} ${channels} ${subpixels}`,
    ["moments"],
    [channels],
    Math.ceil(channels / WORKGROUP),
    "pixels : i32, chunk : i32,",
    `
    fn main(index : i32) {
      if (index < uniforms.size) {
        var total = 0.0;
        ${sum("count * mean")}
        ${kind === "mean" ? "" : variance}
        result[index] = total;
      }
    }`,
  );
}

function normalizingProgram(
  { x, mean, style }: NormalizationInputs,
  { epsilon, activation }: NormalizationAttributes,
): WebGPUProgram {
  const outputs = style.shape[0] as number;
  const channels = mean.shape[0] as number;
  const half = outputs / 2;
  return program(
    `normalization ${channels} ${half} ${epsilon} ${activation}`,
    ["x", "mean", "variance", "style"],
    [...x.shape],
    Math.ceil(util.sizeFromShape(x.shape) / WORKGROUP),
    "",
    `
    fn main(index : i32) {
      if (index < uniforms.size) {
        let output = index % ${half};
        let channel = output % ${channels};
        let scale = style[output] * inverseSqrt(variance[channel] + ${epsilon.toExponential()});
        let value = (x[index] - mean[channel]) * scale + style[${half} + output];
        result[index] = ${activatedValue(activation)};
      }
    }`,
  );
}

interface Call<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: WebGPUBackend;
}

function statistics({
  inputs: { x },
  attrs,
  backend,
}: Call<StatisticsInputs, StatisticsAttributes>): TensorInfo[] {
  const outputs = attrs.channels * attrs.subpixels;
  const parts = partsOf(util.sizeFromShape(x.shape) / outputs);
  const run = (made: WebGPUProgram, input: TensorInfo) => {
    const uniforms = [parts.pixels, parts.chunk].map((value) => ({ type: "int32", data: [value] }));
    return backend.runWebGPUProgram(made, [input], "float32", uniforms);
  };
  const moments = run(partialProgram(outputs, parts), x);
  const found = (["mean", "variance"] as const).map((kind) =>
    run(combiningProgram(kind, attrs), moments),
  );
  backend.disposeData(moments.dataId);
  return found;
}

function normalization({
  inputs,
  attrs,
  backend,
}: Call<NormalizationInputs, NormalizationAttributes>): TensorInfo {
  const { x, mean, variance, style } = inputs;
  const made = normalizingProgram(inputs, attrs);
  return backend.runWebGPUProgram(made, [x, mean, variance, style], "float32");
}

function config(kernelName: string, kernelFunc: unknown): KernelConfig {
  return { kernelName, backendName: "webgpu", kernelFunc: kernelFunc as KernelFunc };
}

export const statisticsConfig = config(STATISTICS, statistics);
export const normalizationConfig = config(NORMALIZATION, normalization);
