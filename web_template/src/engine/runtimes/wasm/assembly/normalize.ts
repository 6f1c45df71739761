// Conditional instance normalization (Dumoulin et al. 2017, section 2.2) by measured statistics.

import { Step } from "./step";

// @ts-ignore: decorator
@inline
function single(address: usize, index: i32): f32 {
  return load<f32>(address + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function keep(address: usize, index: i32, value: f64): void {
  store<f32>(address + (<usize>index << 2), <f32>value);
}

// @ts-ignore: decorator
@inline
function between(one: f64, other: f64, share: f64): f64 {
  return one + share * (other - one);
}

/**
 * Scale and shift of every channel, [2, channels], from the sums that were gathered for all shares
 * and from the style's gamma and beta in `step.factors`.
 *
 * @param to gets them
 */
export function normalizingFactors(step: Step, thread: i32, shares: i32, to: usize): void {
  const channels = step.channels;
  const distinct = step.distinct;
  const subpixels = step.subpixels;
  const share = <f64>single(step.course, 0);
  const count = <f64>step.pictures * <f64>step.height * <f64>step.width * <f64>subpixels;
  for (let channel = 0; channel < distinct; channel++) {
    let sum: f64 = 0;
    let square: f64 = 0;
    for (let share = 0; share < shares; share++) {
      const sums = step.sums + <usize>share * <usize>channels * 16;
      for (let k = 0; k < subpixels; k++) {
        const at = sums + (<usize>(channel + k * distinct) << 3);
        sum += load<f64>(at);
        square += load<f64>(at + (<usize>channels << 3));
      }
    }
    let mean = sum / count;
    let variance = max<f64>(0, square / count - mean * mean);
    if (share < 1) {
      mean = between(<f64>single(step.course, 1 + channel), mean, share);
      variance = between(<f64>single(step.course, 1 + distinct + channel), variance, share);
    }
    if (thread == 0) {
      keep(step.statistics, channel, mean);
      keep(step.statistics, distinct + channel, variance);
    }
    const root = 1 / sqrt<f64>(variance + <f64>step.epsilon);
    for (let k = 0; k < subpixels; k++) {
      const output = channel + k * distinct;
      const scale = <f64>single(step.factors, output) * root;
      keep(to, output, scale);
      keep(to, channels + output, <f64>single(step.factors, channels + output) - scale * mean);
    }
  }
}
