// 3 x 3 convolutions by minimal filtering, F(4 x 4, 3 x 3): 36 products instead of 144 for 16 pixels
// (Lavin and Gray 2015, "Fast Algorithms for Convolutional Neural Networks", section 4.3).

import { madd, splat } from "./math";
import { products } from "./matmul";

/** Pixels along the side of a tile. */
export const SIDE: i32 = 4;
/** Products for a tile. */
const POINTS: i32 = 36;
/** Tiles that are multiplied at a time. */
const TILES: i32 = 8;
/** Bytes of a vector for each of the points. */
const SQUARE: usize = 576;

/** Multiplies six values with the transposed B, and stores what comes out `step` bytes apart. */
// @ts-ignore: decorator
@inline
function transformSix(
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  x4: v128,
  x5: v128,
  to: usize,
  step: usize,
): void {
  const minusFour = splat(-4);
  const minusFive = splat(-5);
  const two = splat(2);
  v128.store(to, madd(splat(4), x0, madd(minusFive, x2, x4)));
  const even = madd(minusFour, x2, x4);
  const odd = madd(minusFour, x1, x3);
  v128.store(to + step, f32x4.add(even, odd));
  v128.store(to + step * 2, f32x4.sub(even, odd));
  const near = f32x4.sub(x4, x2);
  const far = f32x4.mul(two, f32x4.sub(x3, x1));
  v128.store(to + step * 3, f32x4.add(near, far));
  v128.store(to + step * 4, f32x4.sub(near, far));
  v128.store(to + step * 5, madd(splat(4), x1, madd(minusFive, x3, x5)));
}

/**
 * Transforms the 6 x 6 pixels of a tile.
 *
 * @param starts addresses of the six rows
 * @param offset bytes of the tile's first pixel in them
 * @param pixel bytes of a pixel
 * @param to the tile's channels in the first of the points
 * @param point bytes from one point to the next
 * @param square scratch for 36 vectors
 */
function transformTile(
  starts: usize,
  offset: usize,
  pixel: usize,
  to: usize,
  point: usize,
  square: usize,
): void {
  const r0 = <usize>load<u32>(starts) + offset;
  const r1 = <usize>load<u32>(starts, 4) + offset;
  const r2 = <usize>load<u32>(starts, 8) + offset;
  const r3 = <usize>load<u32>(starts, 12) + offset;
  const r4 = <usize>load<u32>(starts, 16) + offset;
  const r5 = <usize>load<u32>(starts, 20) + offset;
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    let column = channel;
    for (let at = square; at < square + 96; at += 16, column += pixel) {
      transformSix(
        v128.load(r0 + column),
        v128.load(r1 + column),
        v128.load(r2 + column),
        v128.load(r3 + column),
        v128.load(r4 + column),
        v128.load(r5 + column),
        at,
        96,
      );
    }
    let out = to + channel;
    for (let at = square; at < square + 576; at += 96, out += point * 6) {
      transformSix(
        v128.load(at),
        v128.load(at, 16),
        v128.load(at, 32),
        v128.load(at, 48),
        v128.load(at, 64),
        v128.load(at, 80),
        out,
        point,
      );
    }
  }
}

/** Multiplies six values with the transposed A, and stores what comes out `step` bytes apart. */
// @ts-ignore: decorator
@inline
function gatherSix(
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  x4: v128,
  x5: v128,
  to: usize,
  step: usize,
): void {
  const sum = f32x4.add(x1, x2);
  const difference = f32x4.sub(x1, x2);
  const farSum = f32x4.add(x3, x4);
  const farDifference = f32x4.sub(x3, x4);
  v128.store(to, f32x4.add(f32x4.add(x0, sum), farSum));
  v128.store(to + step, madd(splat(2), farDifference, difference));
  v128.store(to + step * 2, madd(splat(4), farSum, sum));
  v128.store(to + step * 3, f32x4.add(madd(splat(8), farDifference, difference), x5));
}

/**
 * The 4 x 4 pixels of a tile from its products.
 *
 * @param from the tile's outputs in the first of the points
 * @param point bytes from one point to the next
 * @param to the tile's first pixel
 * @param pixel bytes of a pixel
 * @param row bytes of a row
 */
function gatherTile(
  from: usize,
  point: usize,
  to: usize,
  pixel: usize,
  row: usize,
  square: usize,
): void {
  const six = point * 6;
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    let source = from + channel;
    for (let at = square; at < square + 96; at += 16, source += point) {
      gatherSix(
        v128.load(source),
        v128.load(source + six),
        v128.load(source + six * 2),
        v128.load(source + six * 3),
        v128.load(source + six * 4),
        v128.load(source + six * 5),
        at,
        96,
      );
    }
    let out = to + channel;
    for (let at = square; at < square + 384; at += 96, out += row) {
      gatherSix(
        v128.load(at),
        v128.load(at, 16),
        v128.load(at, 32),
        v128.load(at, 48),
        v128.load(at, 64),
        v128.load(at, 80),
        out,
        pixel,
      );
    }
  }
}

/** Bytes of scratch that `convolveTiles` needs. */
export function tilesScratch(inputs: i32, outputs: i32): usize {
  return SQUARE + 16 + <usize>POINTS * <usize>TILES * 4 * <usize>(inputs + outputs);
}

/**
 * Convolves four rows of tiles that stand beside each other.
 *
 * @param starts addresses of the six gathered rows
 * @param filter the transformed filter: for each of the points what `products` wants
 * @param to four rows of products, [4, pixels, outputs]
 * @param pixels in a row, a multiple of 16
 */
export function convolveTiles(
  starts: usize,
  inputs: i32,
  outputs: i32,
  filter: usize,
  to: usize,
  pixels: i32,
  scratch: usize,
): void {
  const pixel = <usize>inputs << 2;
  const result = <usize>outputs << 2;
  const row = <usize>pixels * result;
  const square = scratch;
  const start = scratch + SQUARE;
  const transformed = start + 16;
  const weights = pixel * <usize>outputs;
  const tiles = pixels / SIDE;
  for (let first = 0; first < tiles; first += TILES) {
    const count = min(TILES, tiles - first);
    const multiplied = transformed + <usize>POINTS * <usize>count * pixel;
    const offset = <usize>first * SIDE;
    for (let tile = 0; tile < count; tile++) {
      transformTile(
        starts,
        (offset + <usize>tile * SIDE) * pixel,
        pixel,
        transformed + <usize>tile * pixel,
        <usize>count * pixel,
        square,
      );
    }
    for (let point = 0; point < POINTS; point++) {
      const from = transformed + <usize>point * <usize>count * pixel;
      store<u32>(start, <u32>from);
      const at = multiplied + <usize>point * <usize>count * result;
      products(start, 1, inputs, pixel, filter + <usize>point * weights, at, count, outputs);
    }
    for (let tile = 0; tile < count; tile++) {
      gatherTile(
        multiplied + <usize>tile * result,
        <usize>count * result,
        to + (offset + <usize>tile * SIDE) * result,
        result,
        row,
        square,
      );
    }
  }
}
