// What a style vector and frozen statistics make of a transformer's weights.

import type { Cin, LinearFunction, Statistic, Statistics } from "./program";
import type { Weight, Weights } from "./weights";

/** Two numbers for each of a convolution's outputs. */
export interface Affine {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/** What a CIN layer does to normalized values in one style: gamma and beta of every output. */
export function styled(cin: Cin, vector: Float32Array, weights: Weights): Affine {
  const scale = everySubpixel(cin, evaluated(cin.gamma, vector, weights));
  const shift = everySubpixel(cin, evaluated(cin.beta, vector, weights));
  return { scale, shift };
}

function evaluated(
  { kernel, bias }: LinearFunction,
  vector: Float32Array,
  weights: Weights,
): Float32Array {
  const { shape, values } = weights.get(kernel);
  const width = shape.at(-1) as number;
  const result = new Float32Array(width);
  if (bias !== null) result.set(weights.get(bias).values);
  for (const [row, factor] of vector.entries()) {
    for (let i = 0; i < width; i++) {
      result[i] = (result[i] as number) + factor * (values[row * width + i] as number);
    }
  }
  return result;
}

function everySubpixel({ channels, subpixels }: Cin, values: Float32Array): Float32Array {
  return Float32Array.from({ length: channels * subpixels }, (_, i) => values[i % channels] ?? 0);
}

/** What every CIN layer does to its convolution's outputs once their statistics are frozen. */
export function allFrozen(
  cins: readonly Cin[],
  statistics: Statistics,
  vector: Float32Array,
  weights: Weights,
): Affine[] {
  return cins.map((cin, index) =>
    frozen(cin, styled(cin, vector, weights), statistics[index] as Statistic),
  );
}

function frozen(cin: Cin, style: Affine, { mean, variance }: Statistic): Affine {
  const scale = style.scale.map(
    (gamma, i) => gamma / Math.sqrt((variance[i % cin.channels] as number) + cin.epsilon),
  );
  const shift = style.shift.map(
    (beta, i) => beta - (scale[i] as number) * (mean[i % cin.channels] as number),
  );
  return { scale, shift };
}

/** The filter that gives `scale` times the outputs. */
export function scaledFilter({ shape, values }: Weight, scale: Float32Array): Weight {
  const outputs = scale.length;
  return { shape, values: values.map((value, i) => value * (scale[i % outputs] as number)) };
}

/** Statistics on the way from one to the other. */
export function between(one: Statistics, other: Statistics, share: number): Statistics {
  return one.map((statistic, index) => {
    const { mean, variance } = other[index] as Statistic;
    return {
      mean: mixed(statistic.mean, mean, share),
      variance: mixed(statistic.variance, variance, share),
    };
  });
}

function mixed(one: Float32Array, other: Float32Array, share: number): Float32Array {
  return one.map((value, i) => value + share * ((other[i] as number) - value));
}
