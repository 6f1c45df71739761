// Arithmetic on four numbers at a time.

// @ts-ignore: decorator
@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** a * b + c; rounded once where the processor can. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (isDefined(RELAXED)) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return f32x4.splat(0);
}

/** 2 ** x for x of at most 127, with a relative error of 2e-7 (Taylor's polynomial of degree 7 on half a unit). */
// @ts-ignore: decorator
@inline
function power2(x: v128): v128 {
  const whole = f32x4.nearest(x);
  const rest = f32x4.mul(f32x4.sub(x, whole), splat(0.6931472));
  let sum = splat(1.0 / 5040.0);
  sum = madd(sum, rest, splat(1.0 / 720.0));
  sum = madd(sum, rest, splat(1.0 / 120.0));
  sum = madd(sum, rest, splat(1.0 / 24.0));
  sum = madd(sum, rest, splat(1.0 / 6.0));
  sum = madd(sum, rest, splat(0.5));
  sum = madd(sum, rest, splat(1));
  sum = madd(sum, rest, splat(1));
  const exponent = i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23);
  return i32x4.add(sum, exponent);
}

/** 1 / (1 + exp(-x)). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const within = f32x4.max(splat(-80), f32x4.min(splat(80), x));
  const one = splat(1);
  return f32x4.div(one, f32x4.add(one, power2(f32x4.mul(within, splat(-1.442695)))));
}
