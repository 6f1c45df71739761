// Runs steps, whose rows the threads share.

import { depthwiseRow } from "./depthwise";
import { addRow, clearSums, finishRow, measureRow, outputRow } from "./epilogue";
import { normalizingFactors } from "./normalize";
import { products } from "./matmul";
import { gatherRows, rowBytes } from "./gather";
import { ADD, DEPTHWISE, NORMALIZE, SEPARABLE, Step, WINOGRAD } from "./step";
import { nextShare, waitForAll } from "./barrier";
import { convolveTiles, SIDE, tilesScratch } from "./winograd";

/** Bytes for the addresses of gathered rows, 16 at most. */
const STARTS: usize = 64;

/** Shares of a step for each of several threads: one that was held up leaves some to the others. */
const SHARES: i32 = 8;

/**
 * Runs steps one after the other; all threads call this at the same time.
 *
 * @param barrier three numbers of 32 bits, 0 at first, see memory-map.ts
 * @param scratch memory that only this thread uses
 */
export function run(
  steps: usize,
  count: i32,
  barrier: usize,
  thread: i32,
  threads: i32,
  scratch: usize,
): void {
  const shares = sharesOf(threads);
  for (let index = 0; index < count; index++) {
    const step = changetype<Step>(steps + <usize>index * offsetof<Step>());
    if (step.kind == NORMALIZE) normalizingFactors(step, thread, shares, scratch);
    if (threads == 1) {
      work(step, 0, 1, scratch);
      continue;
    }
    for (let share = nextShare(barrier); share < shares; share = nextShare(barrier)) {
      work(step, share, shares, scratch);
    }
    waitForAll(barrier, threads);
  }
}

/** In how many shares so many threads do a step. */
export function sharesOf(threads: i32): i32 {
  return threads == 1 ? 1 : threads * SHARES;
}

/** Does a share of a step. */
function work(step: Step, share: i32, shares: i32, scratch: usize): void {
  if (step.kind == NORMALIZE || step.kind == ADD) finish(step, share, shares, scratch);
  else convolve(step, share, shares, scratch);
}

/** Rows that a convolution makes at a time. */
// @ts-ignore: decorator
@inline
function rowsAtOnce(step: Step): i32 {
  return step.kind == WINOGRAD ? SIDE : 1;
}

/** Rows of the input that it meets then. */
// @ts-ignore: decorator
@inline
function rowsMet(step: Step): i32 {
  return step.filterHeight + (rowsAtOnce(step) - 1) * step.stride;
}

/** Pixels of a row of products, which may be more than are wanted. */
// @ts-ignore: decorator
@inline
function pixelsOf(step: Step): i32 {
  return (step.columnCount - step.filterWidth) / step.stride + 1;
}

/** Bytes of scratch that a thread needs for a step. */
export function scratchBytes(address: usize): usize {
  const step = changetype<Step>(address);
  if (step.kind == ADD) return 0;
  if (step.kind == NORMALIZE) return <usize>step.channels * 8;
  const row = <usize>pixelsOf(step) * 4;
  let bytes = STARTS + <usize>rowsMet(step) * rowBytes(step);
  bytes += <usize>rowsAtOnce(step) * row * <usize>step.channels;
  if (step.kind == WINOGRAD) return bytes + tilesScratch(step.inputChannels, step.channels);
  return step.kind == SEPARABLE ? bytes + 16 + row * <usize>step.inputChannels : bytes;
}

/** A share of a step that goes pixel by pixel. */
function finish(step: Step, share: i32, shares: i32, scratch: usize): void {
  const normalizes = step.kind == NORMALIZE;
  const rows = step.pictures * step.height;
  const last = (rows * (share + 1)) / shares;
  for (let row = (rows * share) / shares; row < last; row++) {
    const picture = row / step.height;
    const y = row % step.height;
    if (normalizes) finishRow(step, outputRow(step, picture, y), scratch, picture, y);
    else addRow(step, picture, y);
  }
}

/** Convolves a share: rows of pixels, or rows of tiles. */
function convolve(step: Step, share: i32, shares: i32, scratch: usize): void {
  clearSums(step, share);
  const side = rowsAtOnce(step);
  const bands = (step.height + side - 1) / side;
  const last = (step.pictures * bands * (share + 1)) / shares;
  const reach = rowsMet(step);
  const bytes = rowBytes(step);
  const ring = scratch + STARTS;
  const multiplied = ring + <usize>reach * bytes;
  const pixels = pixelsOf(step);
  const row = <usize>pixels * <usize>step.channels * 4;
  let there = 0;
  let before = -1;
  for (let band = (step.pictures * bands * share) / shares; band < last; band++) {
    const picture = band / bands;
    const y = (band % bands) * side;
    const first = y * step.stride;
    if (picture != before) there = 0;
    gatherRows(step, picture, max(there, first), first + reach, ring, reach);
    there = first + reach;
    before = picture;
    for (let k = 0; k < reach; k++) {
      const slot = <usize>((first + k) % reach);
      store<u32>(scratch + (<usize>k << 2), <u32>(ring + slot * bytes));
    }
    multiply(step, scratch, multiplied, pixels, multiplied + <usize>side * row);
    const rows = min(side, step.height - y);
    for (let k = 0; k < rows; k++) write(step, share, multiplied + <usize>k * row, picture, y + k);
  }
}

/** Multiplies gathered rows, whose addresses lie at `starts`, with the step's filters. */
function multiply(step: Step, starts: usize, to: usize, pixels: i32, scratch: usize): void {
  const inputs = step.inputChannels;
  const outputs = step.channels;
  const pixel = <usize>inputs << 2;
  if (step.kind == WINOGRAD) {
    convolveTiles(starts, inputs, outputs, step.weights, to, pixels, scratch);
  } else if (step.kind == DEPTHWISE) {
    depthwiseRow(step, starts, to, pixels);
  } else if (step.kind == SEPARABLE) {
    const between = scratch + 16;
    depthwiseRow(step, starts, between, pixels);
    store<u32>(scratch, <u32>between);
    products(scratch, 1, inputs, pixel, step.weights, to, pixels, outputs);
  } else {
    const length = step.filterWidth * inputs;
    const stride = <usize>step.stride * pixel;
    products(starts, step.filterHeight, length, stride, step.weights, to, pixels, outputs);
  }
}

/** Takes a row of products to the output. */
function write(step: Step, share: i32, from: usize, picture: i32, y: i32): void {
  if (step.sums) measureRow(step, share, from);
  if (step.factors) {
    finishRow(step, from, step.factors, picture, y);
  } else {
    const bytes = <usize>step.width * <usize>step.channels * 4;
    memory.copy(outputRow(step, picture, y), from, bytes);
  }
}
