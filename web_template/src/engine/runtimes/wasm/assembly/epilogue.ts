// What becomes of a row of products: statistics, scale and shift, activation, addition.

import { madd, sigmoid, splat, zero } from "./math";
import { RELU, RELU6, SIGMOID, Step } from "./step";

/** A share's sums and sums of squares. */
// @ts-ignore: decorator
@inline
function sumsOf(step: Step, share: i32): usize {
  return step.sums + <usize>share * <usize>step.channels * 16;
}

export function clearSums(step: Step, share: i32): void {
  if (step.sums) memory.fill(sumsOf(step, share), 0, <usize>step.channels * 16);
}

/** Adds a row of products to the sums of its channels. */
export function measureRow(step: Step, share: i32, from: usize): void {
  const row = <usize>step.channels << 2;
  const bytes = <usize>step.width * row;
  let sums = sumsOf(step, share);
  for (let channel: usize = 0; channel < row; channel += 16, sums += 32) {
    let sum = zero();
    let square = zero();
    for (let at = from + channel; at < from + bytes; at += row) {
      const value = v128.load(at);
      sum = f32x4.add(sum, value);
      square = madd(value, value, square);
    }
    addTo(sums, sum);
    addTo(sums + row * 2, square);
  }
}

/** Adds four numbers to four of 64 bits. */
// @ts-ignore: decorator
@inline
function addTo(address: usize, value: v128): void {
  const high = i8x16.shuffle(value, value, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  v128.store(address, f64x2.add(v128.load(address), f64x2.promote_low_f32x4(value)));
  v128.store(address, f64x2.add(v128.load(address, 16), f64x2.promote_low_f32x4(high)), 16);
}

// @ts-ignore: decorator
@inline
function activated(value: v128, activation: i32): v128 {
  if (activation == RELU) return f32x4.max(value, zero());
  if (activation == RELU6) return f32x4.min(f32x4.max(value, zero()), splat(6));
  return activation == SIGMOID ? sigmoid(value) : value;
}

/**
 * Writes a row, [width, channels], of a step's output.
 *
 * @param factors scale and shift of every channel, [2, channels]
 */
export function finishRow(step: Step, from: usize, factors: usize, picture: i32, y: i32): void {
  const row = <usize>step.channels << 2;
  const bytes = <usize>step.width * row;
  const to = outputRow(step, picture, y);
  const activation = step.activation;
  const addend = step.addend + <usize>picture * step.addendPicture + <usize>y * step.addendRow;
  for (let channel: usize = 0; channel < row; channel += 16) {
    const scale = v128.load(factors + channel);
    const shift = v128.load(factors + row + channel);
    if (step.addend) {
      for (let at = channel; at < bytes; at += row) {
        const value = activated(madd(v128.load(from + at), scale, shift), activation);
        v128.store(to + at, f32x4.add(value, v128.load(addend + at)));
      }
    } else {
      for (let at = channel; at < bytes; at += row) {
        v128.store(to + at, activated(madd(v128.load(from + at), scale, shift), activation));
      }
    }
  }
}

/** Writes a row of a step that adds, and does nothing else. */
export function addRow(step: Step, picture: i32, y: i32): void {
  const bytes = <usize>step.width * <usize>step.channels * 4;
  const to = outputRow(step, picture, y);
  const one = step.input + <usize>picture * step.inputPicture + <usize>y * step.inputRow;
  const other = step.addend + <usize>picture * step.addendPicture + <usize>y * step.addendRow;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(one + at), v128.load(other + at)));
  }
}

/** The address of a row of a step's output. */
export function outputRow(step: Step, picture: i32, y: i32): usize {
  const row = <usize>step.width * <usize>step.channels * 4;
  return step.output + (<usize>picture * <usize>step.height + <usize>y) * row;
}
