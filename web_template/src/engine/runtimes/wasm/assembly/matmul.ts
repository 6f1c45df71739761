// Products of pixels with filters, four pixels and eight outputs at a time.

import { madd, zero } from "./math";

/**
 * Multiplies runs of a row with a filter, for all pixels and outputs of a row.
 *
 * @param starts addresses of the first pixel's run in each of `runs` rows
 * @param length numbers of a run
 * @param step bytes from a pixel's run to the next pixel's
 * @param filter [outputs in eights, runs, length, 8], four at the end where eight are too many
 * @param to [pixels, outputs]
 * @param pixels a multiple of 4
 */
export function products(
  starts: usize,
  runs: i32,
  length: i32,
  step: usize,
  filter: usize,
  to: usize,
  pixels: i32,
  outputs: i32,
): void {
  const row = <usize>outputs << 2;
  const eight = <usize>runs * <usize>length * 32;
  let output = 0;
  for (; output + 8 <= outputs; output += 8, filter += eight) {
    for (let pixel = 0; pixel < pixels; pixel += 4) {
      const at = to + <usize>pixel * row + (<usize>output << 2);
      fourByEight(starts, runs, length, <usize>pixel * step, step, filter, at, row);
    }
  }
  if (output == outputs) return;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    const at = to + <usize>pixel * row + (<usize>output << 2);
    fourByFour(starts, runs, length, <usize>pixel * step, step, filter, at, row);
  }
}

// @ts-ignore: decorator
@inline
function fourByEight(
  starts: usize,
  runs: i32,
  length: i32,
  offset: usize,
  step: usize,
  filter: usize,
  to: usize,
  row: usize,
): void {
  let a0 = zero();
  let a1 = zero();
  let b0 = zero();
  let b1 = zero();
  let c0 = zero();
  let c1 = zero();
  let d0 = zero();
  let d1 = zero();
  for (const end = starts + (<usize>runs << 2); starts < end; starts += 4) {
    let a = <usize>load<u32>(starts) + offset;
    let b = a + step;
    let c = b + step;
    let d = c + step;
    for (let left = length; left > 0; left--) {
      const w0 = v128.load(filter);
      const w1 = v128.load(filter, 16);
      let x = v128.load32_splat(a);
      a0 = madd(x, w0, a0);
      a1 = madd(x, w1, a1);
      x = v128.load32_splat(b);
      b0 = madd(x, w0, b0);
      b1 = madd(x, w1, b1);
      x = v128.load32_splat(c);
      c0 = madd(x, w0, c0);
      c1 = madd(x, w1, c1);
      x = v128.load32_splat(d);
      d0 = madd(x, w0, d0);
      d1 = madd(x, w1, d1);
      filter += 32;
      a += 4;
      b += 4;
      c += 4;
      d += 4;
    }
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  to += row;
  v128.store(to, b0);
  v128.store(to, b1, 16);
  to += row;
  v128.store(to, c0);
  v128.store(to, c1, 16);
  to += row;
  v128.store(to, d0);
  v128.store(to, d1, 16);
}

// @ts-ignore: decorator
@inline
function fourByFour(
  starts: usize,
  runs: i32,
  length: i32,
  offset: usize,
  step: usize,
  filter: usize,
  to: usize,
  row: usize,
): void {
  let a0 = zero();
  let b0 = zero();
  let c0 = zero();
  let d0 = zero();
  for (const end = starts + (<usize>runs << 2); starts < end; starts += 4) {
    let a = <usize>load<u32>(starts) + offset;
    let b = a + step;
    let c = b + step;
    let d = c + step;
    for (const last = a + (<usize>length << 2); a < last; a += 4, b += 4, c += 4, d += 4) {
      const w = v128.load(filter);
      a0 = madd(v128.load32_splat(a), w, a0);
      b0 = madd(v128.load32_splat(b), w, b0);
      c0 = madd(v128.load32_splat(c), w, c0);
      d0 = madd(v128.load32_splat(d), w, d0);
      filter += 16;
    }
  }
  v128.store(to, a0);
  to += row;
  v128.store(to, b0);
  to += row;
  v128.store(to, c0);
  to += row;
  v128.store(to, d0);
}
