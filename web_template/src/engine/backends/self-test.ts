// A small known picture, painted to find out how fast and how rightly a backend paints.

import type { Transformer } from "../networks/transformer";
import type { Cells } from "../pictures/cells";
import { paddedSide } from "../pictures/pixels";

/** Side in pixels of the picture that is timed: large enough that the work decides, not the overhead. */
const TIMED_SIDE = 256;

/** Side of a smaller one, which tells whether that one is worth the visitor's time. */
const SMALL_SIDE = 64;

/** Side of one that takes no time where nothing is compiled for it. */
const MIDDLE_SIDE = 128;

/** Milliseconds that painting the larger one may be expected to take. */
const SLOW = 4000;

/** Pixels from one that is compared to the next, in both directions. */
const SPACING = 8;

/** Largest mean difference of values in [0, 1] that is only rounding. */
const TOLERANCE = 0.02;

/** Whether a transformer paints what the builder says (a known-answer test). */
export async function passesSelfTest(
  transformer: Transformer,
  vectorSize: number,
): Promise<boolean> {
  const { trial } = transformer.files;
  const { side, colours } = trial;
  const vector = Float32Array.from({ length: vectorSize }, (_, i) => 0.5 * Math.sin(i + 1));
  const content = { values: knownPicture(side), width: side, height: side };
  const painted = samples(await transformer.paint(content, vector), side);
  const differences = painted.map((value, i) => Math.abs(value - (colours[i] as number) / 255));
  // NaN must fail, so the comparison asks for what is good rather than for what is bad.
  return differences.reduce((sum, difference) => sum + difference, 0) <= TOLERANCE * painted.length;
}

/**
 * The milliseconds that a transformer takes for a pixel.
 *
 * @param compiles whether the backend compiles for the shapes it meets, which is not to be counted
 */
export async function measuredMsPerPixel(
  transformer: Transformer,
  vectorSize: number,
  compiles: boolean,
): Promise<number> {
  const { multiple, minimum } = transformer.files;
  const vector = new Float32Array(vectorSize);
  const timed = async (length: number) => {
    const side = paddedSide(length, multiple, minimum);
    const picture = knownPicture(side);
    const begun = performance.now();
    await transformer.paint({ values: picture, width: side, height: side }, vector);
    return (performance.now() - begun) / side ** 2;
  };
  if (!compiles) return await timed(MIDDLE_SIDE);
  await timed(SMALL_SIDE);
  const small = await timed(SMALL_SIDE);
  if (small * TIMED_SIDE ** 2 > SLOW) return small;
  await timed(TIMED_SIDE);
  return Math.min(await timed(TIMED_SIDE), await timed(TIMED_SIDE));
}

/** A smooth picture with edges in it, [side, side, 3] in [0, 1], the same everywhere. */
function knownPicture(side: number): Float32Array {
  return Float32Array.from({ length: side * side * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % side;
    const y = Math.floor(index / 3 / side);
    const wave = Math.sin(x / 9 + (index % 3)) * Math.cos(y / 13);
    const tile = ((x >> 5) + (y >> 5)) % 2;
    return 0.4 + 0.3 * wave + 0.2 * tile;
  });
}

/** The colours that the builder's answer holds, in [0, 1]. */
function samples({ values, columns, size }: Cells, side: number): number[] {
  const found: number[] = [];
  const places = Math.floor(side / SPACING);
  for (let j = 0; j < places; j++) {
    for (let i = 0; i < places; i++) {
      const x = SPACING * i + ((3 * i + j) % SPACING);
      const y = SPACING * j + ((i + 3 * j) % SPACING);
      const cell = Math.floor(y / size) * columns + Math.floor(x / size);
      const pixel = (cell * size * size + (y % size) * size + (x % size)) * 3;
      for (let k = pixel; k < pixel + 3; k++) {
        found.push(Math.min(1, Math.max(0, values[k] as number)));
      }
    }
  }
  return found;
}
