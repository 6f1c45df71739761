// Turns pictures into indices of a palette.

/** Colours as [red, green, blue], 0 to 255. */
export type Palette = readonly (readonly number[])[];

/**
 * How colours between those of the palette are made: not at all, by a fixed pattern, which stands
 * still from frame to frame, or by passing each pixel's error on to its neighbours.
 */
export type Dithering = "none" | "pattern" | "diffusion";

/** Thresholds of the 8 x 8 Bayer matrix, -0.5 to 0.5. */
const BAYER = bayer(8);

/** Steps of 255 that the pattern moves colours by: about the distance of a palette's colours. */
const PATTERN_SPREAD = 28;

/** Bits of each channel that the nearest colours are remembered by. */
const BITS = 6;

/** Finds the nearest colours of a palette, remembering what it found. */
export class Ditherer {
  readonly #palette: Palette;
  readonly #dithering: Dithering;
  readonly #nearest = new Int16Array(1 << (3 * BITS)).fill(-1);

  constructor(palette: Palette, dithering: Dithering) {
    this.#palette = palette;
    this.#dithering = dithering;
  }

  /** One index for each pixel of an opaque picture. */
  indices(image: ImageData): Uint8Array {
    if (this.#dithering === "diffusion") return this.#diffused(image);
    const spread = this.#dithering === "pattern" ? PATTERN_SPREAD : 0;
    const { width, height, data } = image;
    const out = new Uint8Array(width * height);
    for (let y = 0, pixel = 0; y < height; y++) {
      for (let x = 0; x < width; x++, pixel++) {
        const shift = spread * (BAYER[(y & 7) * 8 + (x & 7)] as number);
        const at = (channel: number) => (data[pixel * 4 + channel] as number) + shift;
        out[pixel] = this.#index(at(0), at(1), at(2));
      }
    }
    return out;
  }

  /** Floyd and Steinberg's error diffusion. */
  #diffused({ width, height, data }: ImageData): Uint8Array {
    const out = new Uint8Array(width * height);
    // A pixel more at each end takes what would be passed on beyond the row.
    let errors = new Float32Array((width + 2) * 3);
    for (let y = 0, pixel = 0; y < height; y++) {
      const below = new Float32Array(errors.length);
      for (let x = 0; x < width; x++, pixel++) {
        const here = (x + 1) * 3;
        const wanted = [0, 1, 2].map(
          (channel) => (data[pixel * 4 + channel] as number) + (errors[here + channel] as number),
        ) as [number, number, number];
        const index = this.#index(...wanted);
        out[pixel] = index;
        for (let channel = 0; channel < 3; channel++) {
          const found = this.#palette[index]?.[channel] as number;
          const error = ((wanted[channel] as number) - found) / 16;
          const place = here + channel;
          errors[place + 3] = (errors[place + 3] as number) + 7 * error;
          below[place - 3] = (below[place - 3] as number) + 3 * error;
          below[place] = (below[place] as number) + 5 * error;
          below[place + 3] = (below[place + 3] as number) + error;
        }
      }
      errors = below;
    }
    return out;
  }

  #index(red: number, green: number, blue: number): number {
    const key = (bits(red) << (2 * BITS)) | (bits(green) << BITS) | bits(blue);
    const known = this.#nearest[key] as number;
    if (known >= 0) return known;
    const found = nearest(this.#palette, centre(red), centre(green), centre(blue));
    this.#nearest[key] = found;
    return found;
  }
}

function bits(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 255) >> (8 - BITS);
}

/** The middle of the values that share their bits with one. */
function centre(value: number): number {
  return (bits(value) << (8 - BITS)) + (1 << (7 - BITS));
}

function nearest(palette: Palette, red: number, green: number, blue: number): number {
  let least = Number.POSITIVE_INFINITY;
  let found = 0;
  for (const [index, [r = 0, g = 0, b = 0]] of palette.entries()) {
    const away = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (away >= least) continue;
    least = away;
    found = index;
  }
  return found;
}

function bayer(side: number): Float32Array {
  const matrix = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let rank = 0;
      // The bits of the rank are those of x ^ y and y in turns, the lowest ones first.
      for (let bit = 1, weight = (side * side) / 4; bit < side; bit *= 2, weight /= 4) {
        rank += weight * (2 * ((x ^ y) & bit ? 1 : 0) + (y & bit ? 1 : 0));
      }
      matrix[y * side + x] = (rank + 0.5) / (side * side) - 0.5;
    }
  }
  return matrix;
}
