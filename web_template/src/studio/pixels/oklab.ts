// Rows of sRGB bytes in Oklab and back, by tables.
//
// B. Ottosson, "A perceptual color space for image processing", 2020. Its lightness changes as the
// eye's does, and scaling chroma there leaves the hue alone, which YCbCr and CIELAB do not.

/** Lightness, green-red and blue-yellow of a run of pixels. */
export interface OklabRow {
  readonly lightness: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** Steps of the tables: fine enough for less than half a byte's step of error in the darkest tones. */
const ROOTS = 65536;
const LEVELS = 16384;

const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => linear(byte / 255));
const CUBE_ROOT = Float32Array.from({ length: ROOTS + 1 }, (_, step) => Math.cbrt(step / ROOTS));
const BYTE = Uint8Array.from({ length: LEVELS + 1 }, (_, step) =>
  Math.round(255 * encoded(step / LEVELS)),
);

/** Halvings towards the most vivid colour shown: fewer leave steps where one primary is nearly 0. */
const HALVINGS = 10;

/** How far outside [0, 1] a linear value may lie and still count as shown: less than a byte's step. */
const TOLERANCE = 1e-4;

/** IEC 61966-2-1. */
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

export function oklabRow(length: number): OklabRow {
  return {
    lightness: new Float32Array(length),
    a: new Float32Array(length),
    b: new Float32Array(length),
  };
}

/** Reads `count` pixels of RGBA bytes from pixel `from` on. */
export function readOklab(
  bytes: Uint8ClampedArray,
  from: number,
  count: number,
  { lightness, a, b }: OklabRow,
): void {
  for (let i = 0, k = 4 * from; i < count; i++, k += 4) {
    const red = LINEAR[bytes[k] as number] as number;
    const green = LINEAR[bytes[k + 1] as number] as number;
    const blue = LINEAR[bytes[k + 2] as number] as number;
    const l = cubeRoot(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = cubeRoot(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = cubeRoot(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    lightness[i] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    a[i] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    b[i] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  }
}

/**
 * Writes the red, green and blue of `count` pixels from pixel `from` on; alpha stays. Colours that
 * no screen shows become less vivid, of the same hue and lightness.
 */
export function writeOklab(
  { lightness, a, b }: OklabRow,
  bytes: Uint8ClampedArray,
  from: number,
  count: number,
): void {
  for (let i = 0, k = 4 * from; i < count; i++, k += 4) {
    const light = lightness[i] as number;
    if (!writeColour(light, a[i] as number, b[i] as number, bytes, k)) {
      const share = shownShare(light, a[i] as number, b[i] as number);
      writeColour(light, share * (a[i] as number), share * (b[i] as number), bytes, k);
    }
  }
}

/** Writes a colour at byte `k`; whether it is one of sRGB's. */
function writeColour(
  light: number,
  a: number,
  b: number,
  bytes: Uint8ClampedArray,
  k: number,
): boolean {
  const l = cube(light + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(light - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(light - 0.0894841775 * a - 1.291485548 * b);
  const red = redOf(l, m, s);
  const green = greenOf(l, m, s);
  const blue = blueOf(l, m, s);
  bytes[k] = byte(red);
  bytes[k + 1] = byte(green);
  bytes[k + 2] = byte(blue);
  return isLevel(red) && isLevel(green) && isLevel(blue);
}

/** @param value in [0, 1], as every screen's colours are */
function cubeRoot(value: number): number {
  return CUBE_ROOT[(value * ROOTS + 0.5) | 0] as number;
}

/** Much faster than `** 3`, which would take most of the time. */
function cube(value: number): number {
  return value * value * value;
}

function byte(value: number): number {
  const step = (value * LEVELS + 0.5) | 0;
  return BYTE[step < 0 ? 0 : step > LEVELS ? LEVELS : step] as number;
}

function redOf(l: number, m: number, s: number): number {
  return 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
}

function greenOf(l: number, m: number, s: number): number {
  return -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
}

function blueOf(l: number, m: number, s: number): number {
  return -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
}

/** Whether a colour is one of sRGB's. */
function isShown(light: number, a: number, b: number): boolean {
  const l = cube(light + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(light - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(light - 0.0894841775 * a - 1.291485548 * b);
  return isLevel(redOf(l, m, s)) && isLevel(greenOf(l, m, s)) && isLevel(blueOf(l, m, s));
}

function isLevel(value: number): boolean {
  return value >= -TOLERANCE && value <= 1 + TOLERANCE;
}

/** The largest share of a chroma with which the colour is shown. */
function shownShare(light: number, a: number, b: number): number {
  let shown = 0;
  let step = 0.5;
  for (let i = 0; i < HALVINGS; i++, step /= 2) {
    if (isShown(light, (shown + step) * a, (shown + step) * b)) shown += step;
  }
  return shown;
}
