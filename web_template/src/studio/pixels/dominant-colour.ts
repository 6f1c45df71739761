// The colour by which a picture is remembered: that of most of its vivid pixels, not the grey mean of all.

/** Pixels that are looked at: a painting has its colours in many places. */
const SAMPLES = 4096;

/** Parts of the circle of hues, and how many of them beside each other count as one colour. */
const HUES = 24;
const WIDTH = 5;

/** Mean difference between the largest and the least channel below which a picture is a grey one. */
const GREY = 12;

/** As bright as CSS has it; undefined where the picture has no colour. */
export function dominantColour(bytes: Uint8ClampedArray): string | undefined {
  const step = 4 * Math.max(1, Math.floor(bytes.length / 4 / SAMPLES));
  /** Of each hue red, green and blue, weighted by vividness, and the weights. */
  const sums = Array.from({ length: HUES }, () => new Float64Array(4));
  let opaque = 0;
  for (let i = 0; i + 3 < bytes.length; i += step) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = bytes.subarray(i, i + 4);
    opaque += alpha;
    const vividness = Math.max(red, green, blue) - Math.min(red, green, blue);
    if (vividness > 0) add(sums[hueOf(red, green, blue)], red, green, blue, vividness * alpha);
  }
  const around = sums.map((_, hue) => total(sums, hue));
  const weights = sums.reduce((sum, of) => sum + (of[3] ?? 0), 0);
  const [most] = around.sort((one, other) => (other[3] ?? 0) - (one[3] ?? 0));
  if (!most || weights <= GREY * opaque) return undefined;
  const brightest = Math.max(...most.subarray(0, 3));
  const [red, green, blue] = most.subarray(0, 3).map((sum) => Math.round((255 * sum) / brightest));
  return `rgb(${red} ${green} ${blue})`;
}

function add(
  sums: Float64Array | undefined,
  red: number,
  green: number,
  blue: number,
  weight: number,
): void {
  for (const [i, value] of [red, green, blue, 1].entries()) {
    if (sums) sums[i] = (sums[i] ?? 0) + weight * value;
  }
}

/** The sums of a hue and of those beside it. */
function total(sums: readonly Float64Array[], hue: number): Float64Array {
  const all = new Float64Array(4);
  for (let i = 0; i < WIDTH; i++) {
    const one = sums[(hue + i) % HUES];
    for (let k = 0; k < 4; k++) all[k] = (all[k] ?? 0) + (one?.[k] ?? 0);
  }
  return all;
}

/** The part of the circle that a colour lies in; it is none of the greys. */
function hueOf(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  const sixths =
    most === red
      ? (green - blue) / range
      : most === green
        ? 2 + (blue - red) / range
        : 4 + (red - green) / range;
  return Math.floor(((sixths + 6) % 6) * (HUES / 6)) % HUES;
}
