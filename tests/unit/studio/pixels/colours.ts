// Colours for tests, and what they are in Oklab by its definition.

import { randomNumbers } from "../../random";

export type Lab = readonly [lightness: number, a: number, b: number];

/** Lightness, a and b of the first three sRGB bytes of a pixel, as B. Ottosson defines them. */
export function labOf(bytes: ArrayLike<number>, pixel: number): Lab {
  const rgb = [0, 1, 2].map((channel) => linear((bytes[4 * pixel + channel] as number) / 255));
  const cones = product(CONES, rgb).map(Math.cbrt);
  return product(LAB, cones) as [number, number, number];
}

const CONES = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];

const LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function product(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, x, i) => sum + x * (vector[i] as number), 0));
}

/** The distance of a colour from grey. */
export function chromaOf([, a, b]: Lab): number {
  return Math.hypot(a, b);
}

/** Degrees between the hues of two colours. */
export function turnBetween([, a, b]: Lab, [, c, d]: Lab): number {
  return (Math.abs(Math.atan2(a * d - b * c, a * c + b * d)) * 180) / Math.PI;
}

/** RGBA bytes of so many pixels, opacity too. */
export function randomPixels(seed: number, count = 4000): Uint8ClampedArray<ArrayBuffer> {
  const random = randomNumbers(seed);
  return Uint8ClampedArray.from({ length: 4 * count }, () => Math.floor(256 * random()));
}
