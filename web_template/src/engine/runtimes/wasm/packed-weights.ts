// A convolution's weights in the order in which the WebAssembly runtime reads them.

import type { LoweredConvolution } from "../../program/lowering";
import type { ConvolutionStep } from "../../program/program";
import type { Weight, Weights } from "../../program/weights";
import { KINDS } from "./step-layout";

export interface PackedWeights {
  readonly kind: number;
  /** Of the filter that goes over the picture: the depthwise one where there is one. */
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Outputs as they are stored, a multiple of 4. */
  readonly channels: number;
  readonly filter: Float32Array;
  readonly depthwise: Float32Array | undefined;
}

/** Outputs that are multiplied at a time. */
const LANES = 8;

/** G of F(4 x 4, 3 x 3): takes three weights in a row to six points. */
const POINTS: readonly (readonly [number, number, number])[] = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];

/** Rows of a filter that the runtime has room for. */
const MOST_ROWS = 15;

/** Whether the runtime can convolve so. */
export function canConvolve(
  weights: Weights,
  { step, depthwise, repeat }: LoweredConvolution,
): boolean {
  const { op, in: input, weights: name } = depthwise ?? step;
  const [height, width, inputs] = weights.get(name).shape as [number, number, number];
  if (op === "depthwise") return repeat === 1 && height === 3 && width === 3 && inputs % 4 === 0;
  const isWhole = inputs % 4 === 0 || input === "content";
  return height <= MOST_ROWS && isWhole;
}

/** A convolution's weights, packed. */
export function packedWeights(
  { step, depthwise }: LoweredConvolution,
  weights: Weights,
): PackedWeights {
  const filter = weights.get(step.weights);
  const [height, width, inputs, outputs] = filter.shape as [number, number, number, number];
  if (step.op === "depthwise") return depthwiseWeights(step, filter);
  const channels = Math.ceil(outputs / 4) * 4;
  const numbers = { inputs, outputs, channels };
  if (depthwise) {
    const { values } = weights.get(depthwise.weights);
    const spatial = { height: 3, width: 3, stride: depthwise.stride, depthwise: values };
    const pointwise = packed(filter.values, outputs, channels);
    return { kind: KINDS.separable, ...numbers, ...spatial, filter: pointwise };
  }
  const spatial = { height, width, stride: step.stride, depthwise: undefined };
  const isSmall = height === 3 && width === 3 && step.stride === 1 && inputs % 4 === 0;
  if (isSmall) {
    const points = transformed(filter);
    const all = points.map((point) => packed(point, outputs, channels));
    return { kind: KINDS.winograd, ...numbers, ...spatial, filter: joined(all) };
  }
  const direct = packed(filter.values, outputs, channels);
  return { kind: KINDS.direct, ...numbers, ...spatial, filter: direct };
}

/** Those of a depthwise convolution that is not part of another. */
function depthwiseWeights({ stride }: ConvolutionStep, { shape, values }: Weight): PackedWeights {
  const [height, width, channels] = shape as [number, number, number];
  const sizes = { height, width, stride, inputs: channels, outputs: channels, channels };
  return { kind: KINDS.depthwise, ...sizes, filter: new Float32Array(), depthwise: values };
}

/** Rows of outputs as rows of eight outputs, and of four at the end where eight are too many. */
function packed(values: Float32Array, outputs: number, channels: number): Float32Array {
  const rows = values.length / outputs;
  const found = new Float32Array(rows * channels);
  let at = 0;
  for (let first = 0; first < channels; first += LANES) {
    const lanes = Math.min(LANES, channels - first);
    for (let row = 0; row < rows; row++, at += lanes) {
      const from = row * outputs + first;
      found.set(values.subarray(from, Math.min(from + lanes, (row + 1) * outputs)), at);
    }
  }
  return found;
}

/** A 3 x 3 filter at the 36 points where it is multiplied, each [inputs, outputs]. */
function transformed({ shape, values }: Weight): Float32Array[] {
  const [, , inputs, outputs] = shape as [number, number, number, number];
  const size = inputs * outputs;
  const taps = Array.from({ length: 9 }, (_, k) => values.subarray(k * size, (k + 1) * size));
  return POINTS.flatMap((rows) =>
    POINTS.map((columns) => {
      const point = new Float32Array(size);
      taps.forEach((tap, k) => {
        const factor = (rows[Math.floor(k / 3)] as number) * (columns[k % 3] as number);
        if (factor === 0) return;
        for (let i = 0; i < size; i++) {
          point[i] = (point[i] as number) + factor * (tap[i] as number);
        }
      });
      return point;
    }),
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const found = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    found.set(part, at);
    at += part.length;
  }
  return found;
}
