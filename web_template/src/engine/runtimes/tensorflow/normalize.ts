// Conditional instance normalization by a picture's own statistics.

import {
  add,
  avgPool,
  engine,
  fused,
  getBackend,
  getKernel,
  mean,
  mul,
  relu,
  reshape,
  rsqrt,
  slice,
  square,
  squaredDifference,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import type { Affine } from "../../program/fold";
import type { Activation, Cin } from "../../program/program";
import { NORMALIZATION, STATISTICS } from "./kernels/own-normalization";

/** Mean and variance of each channel of a CIN layer, on the backend. */
export interface MeasuredTensors {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Pixels averaged at a time: WASM keeps memory for every size of window it ever averaged. */
const WINDOW = 64;

/** Means over all pixels of all pictures, [channels]. */
function channelMeans(x: Tensor4D): Tensor1D {
  const [count, height, width, channels] = x.shape;
  const row: Tensor4D = reshape(x, [1, 1, count * height * width, channels]);
  return reshape(pixelMeans(row), [channels]);
}

/** The mean of a row of pixels; means of means, which is much quicker there than `mean`. */
function pixelMeans(row: Tensor4D): Tensor4D {
  const [, , pixels, channels] = row.shape;
  if (pixels <= WINDOW) return avgPool(row, [1, pixels], 1, "valid");
  const whole = pixelMeans(avgPool(row, [1, WINDOW], [1, WINDOW], "valid"));
  const left = pixels % WINDOW;
  if (left === 0) return whole;
  const rest = slice(row, [0, 0, pixels - left, 0], [1, 1, left, channels]);
  const share = left / pixels;
  return add(mul(whole, 1 - share), mul(pixelMeans(rest), share));
}

/** Mean square distances from `means`, [channels]. */
function channelVariances(x: Tensor4D, means: Tensor1D): Tensor1D {
  if (getBackend() === "wasm") {
    // A subtraction would be one more pass; rounding must not leave less than nothing.
    return relu(sub(channelMeans(square(x)), square(means)));
  }
  // The graphics cards of some phones compute in half precision, which large squares overflow.
  return channelMeans(squaredDifference(x, means));
}

/** The statistics of a convolution's outputs, subpixels of a channel taken together: [channels]. */
export function measured(x: Tensor4D, cin: Cin): MeasuredTensors {
  if (getKernel(STATISTICS, getBackend())) {
    const { channels, subpixels } = cin;
    const [mean, variance] = run<[Tensor, Tensor]>(STATISTICS, { x }, { channels, subpixels });
    return { mean, variance };
  }
  // The square of a picture is as large as the picture: it must not outlive the measuring.
  return tidy(() => ({ ...pooled(x, cin) }));
}

function pooled(x: Tensor4D, { channels, subpixels }: Cin): MeasuredTensors {
  const means = channelMeans(x);
  const variances = channelVariances(x, means);
  if (subpixels === 1) return { mean: means, variance: variances };
  const each = reshape(means, [subpixels, channels]);
  const centre = mean(each, 0);
  const between = squaredDifference(each, centre);
  const variance = mean(add(reshape(variances, [subpixels, channels]), between), 0);
  return { mean: centre, variance };
}

/** Normalizes a convolution's outputs and applies the activation. */
export function normalized(
  x: Tensor4D,
  cin: Cin,
  { mean, variance }: MeasuredTensors,
  style: Affine,
  activation: Activation,
): Tensor4D {
  if (getKernel(NORMALIZATION, getBackend())) {
    const both = tensor1d(Float32Array.of(...style.scale, ...style.shift));
    const { epsilon } = cin;
    return run(NORMALIZATION, { x, mean, variance, style: both }, { epsilon, activation });
  }
  const outputs = cin.channels * cin.subpixels;
  const every = (values: Tensor) => (cin.subpixels === 1 ? values : tile(values, [cin.subpixels]));
  const scale = mul(tensor1d(style.scale), every(rsqrt(add(variance, cin.epsilon))));
  const shift: Tensor1D = sub(tensor1d(style.shift), mul(scale, every(mean)));
  // One pass instead of three: a depthwise convolution of single pixels.
  const filter: Tensor4D = reshape(scale, [1, 1, outputs, 1]);
  return fused.depthwiseConv2d({ x, filter, strides: 1, pad: "valid", bias: shift, activation });
}

function run<T>(kernel: string, inputs: object, attributes: object): T {
  return engine().runKernel(kernel, inputs as never, attributes as never) as unknown as T;
}
