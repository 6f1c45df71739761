// What is seen of a frame at a glance: whether the statistics of another can paint it.

import type { Picture } from "../../shared/picture";

/** Pixels of a picture whose contrast is looked at, about. */
const SAMPLE = 4000;

/** Contrast, in levels of 255, below which a picture shows nothing to freeze statistics of. */
const FLAT = 2;

/** Times that the contrast may change until statistics are those of another picture. */
const OTHER = 1.5;

/** Patches along each side of a frame. */
const PATCHES = 8;

/** Of each patch's pixels in a row and column, about so many are looked at. */
const PATCH_SAMPLE = 12;

/** How far patches are apart across a cut, as a share of the contrast: unrelated pictures are at 0.9. */
const CUT = 0.5;

/** What a frame looks like. */
export interface Look {
  /** The largest standard deviation of its channels, in levels of 255. */
  readonly contrast: number;
  /** Mean red, green and blue level of each patch of the frame, row by row. */
  readonly patches: Float32Array;
}

export function lookOf(picture: Picture): Look {
  return { contrast: contrastOf(picture), patches: patchesOf(picture) };
}

/** Whether a frame shows hardly anything. */
export function isFlat({ contrast }: Look): boolean {
  return contrast < FLAT;
}

/** Whether one frame tells nothing of another by its contrast: films fade in and out. */
export function isOther({ contrast }: Look, measured: Look): boolean {
  return contrast > measured.contrast * OTHER || contrast * OTHER < measured.contrast;
}

/** Whether a film was cut between two frames that follow each other. */
export function isCut(look: Look, before: Look): boolean {
  const exposure = exposureChange(look, before);
  let apart = 0;
  for (const [i, level] of before.patches.entries()) {
    apart += Math.abs((look.patches[i] as number) - level * exposure);
  }
  return apart / before.patches.length > CUT * Math.max(look.contrast, before.contrast);
}

/**
 * How many times as bright a frame is as the one before it: the median of its patches, because what
 * moves through the picture changes only some.
 */
export function exposureChange(look: Look, before: Look): number {
  const changes = look.patches.map((level, i) => (level + 1) / ((before.patches[i] as number) + 1));
  changes.sort();
  return changes[changes.length >> 1] as number;
}

function contrastOf({ data }: Picture): number {
  const pixels = data.length / 3;
  // Odd, so that patterns of every second pixel or row are seen.
  const step = 3 * (Math.floor(pixels / SAMPLE) | 1);
  return Math.max(...[0, 1, 2].map((channel) => deviation(data, channel, step)));
}

function deviation(data: Uint8Array, first: number, step: number): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = first; i < data.length; i += step) {
    const value = data[i] as number;
    count++;
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(squares / count - (sum / count) ** 2, 0));
}

function patchesOf({ data, width, height }: Picture): Float32Array {
  const patches = new Float32Array(3 * PATCHES * PATCHES);
  for (let i = 0; i < patches.length; i += 3) {
    const [column, row] = [(i / 3) % PATCHES, Math.floor(i / 3 / PATCHES)];
    const columns = samples(column, width);
    const rows = samples(row, height);
    const count = rows.length * columns.length;
    for (const y of rows) {
      for (const x of columns) {
        const at = 3 * (y * width + x);
        for (let k = 0; k < 3; k++) {
          patches[i + k] = (patches[i + k] as number) + (data[at + k] as number) / count;
        }
      }
    }
  }
  return patches;
}

/** Where in a row or column of `side` pixels a patch is looked at: evenly, and at least once. */
function samples(patch: number, side: number): number[] {
  const first = Math.floor((patch * side) / PATCHES);
  const end = Math.max(Math.floor(((patch + 1) * side) / PATCHES), first + 1);
  const count = Math.min(PATCH_SAMPLE, end - first);
  return Array.from(
    { length: count },
    (_, k) => first + Math.floor(((k + 0.5) * (end - first)) / count),
  );
}
