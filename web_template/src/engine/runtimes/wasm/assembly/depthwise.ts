// Depthwise convolutions of 3 x 3 pixels.

import { madd } from "./math";
import { Step } from "./step";

/**
 * Convolves a row.
 *
 * @param starts addresses of the three gathered rows
 * @param to [pixels, channels]
 */
export function depthwiseRow(step: Step, starts: usize, to: usize, pixels: i32): void {
  const pixel = <usize>step.inputChannels << 2;
  const stride = <usize>step.stride * pixel;
  const end = to + <usize>pixels * pixel;
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    convolveFour(step.depthwise + channel, starts, channel, pixel, stride, to + channel, end);
  }
}

/** Four channels of a row. */
// @ts-ignore: decorator
@inline
function convolveFour(
  filter: usize,
  starts: usize,
  channel: usize,
  pixel: usize,
  stride: usize,
  to: usize,
  end: usize,
): void {
  let a = <usize>load<u32>(starts) + channel;
  let b = <usize>load<u32>(starts, 4) + channel;
  let c = <usize>load<u32>(starts, 8) + channel;
  const a0 = v128.load(filter);
  const a1 = v128.load(filter + pixel);
  const a2 = v128.load(filter + pixel * 2);
  const b0 = v128.load(filter + pixel * 3);
  const b1 = v128.load(filter + pixel * 4);
  const b2 = v128.load(filter + pixel * 5);
  const c0 = v128.load(filter + pixel * 6);
  const c1 = v128.load(filter + pixel * 7);
  const c2 = v128.load(filter + pixel * 8);
  for (; to < end; to += pixel) {
    let top = f32x4.mul(v128.load(a), a0);
    top = madd(v128.load(a + pixel), a1, top);
    top = madd(v128.load(a + pixel * 2), a2, top);
    let middle = f32x4.mul(v128.load(b), b0);
    middle = madd(v128.load(b + pixel), b1, middle);
    middle = madd(v128.load(b + pixel * 2), b2, middle);
    let bottom = f32x4.mul(v128.load(c), c0);
    bottom = madd(v128.load(c + pixel), c1, bottom);
    bottom = madd(v128.load(c + pixel * 2), c2, bottom);
    v128.store(to, f32x4.add(f32x4.add(top, middle), bottom));
    a += stride;
    b += stride;
    c += stride;
  }
}
