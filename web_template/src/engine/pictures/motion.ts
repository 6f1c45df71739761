// Where things in a picture were in the one before: hierarchical block matching (Bierling 1988).

import type { Picture } from "../../shared/picture";

/** Pixels from one block's centre to the next. */
export const BLOCK = 8;

/** Pixels from a block's centre to the sides of the window that is compared. */
const REACH = 8;

/** Pixels in which the coarsest level is searched, in each direction. */
const SEARCH = 4;

/** Halvings of the picture, at most: with them the search reaches `SEARCH` times 2 to this power. */
const HALVINGS = 3;

/** The least side of a level. */
const LEAST_SIDE = 24;

/** How much worse, in levels of 255, a pixel more of movement has to be matched by to be taken. */
const INERTIA = 0.25;

/** One byte to a pixel. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The brightness of a picture, and its halves. */
export type Pyramid = readonly Plane[];

/** How the blocks of a picture moved, row by row. */
export interface Motion {
  readonly columns: number;
  readonly rows: number;
  /** Pixels from where a block is to where it was. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export function pyramidOf(picture: Picture): Pyramid {
  const levels = [brightnessOf(picture)];
  for (let n = 0; n < HALVINGS; n++) {
    const last = levels[n] as Plane;
    if (Math.min(last.width, last.height) < 2 * LEAST_SIDE) break;
    levels.push(halved(last));
  }
  return levels;
}

/** @param before of the picture before, which has the same sides */
export function motionOf(now: Pyramid, before: Pyramid): Motion {
  let found: Motion | undefined;
  for (let level = now.length - 1; level >= 0; level--) {
    found = matched(now[level] as Plane, before[level] as Plane, found, level === 0);
  }
  return found as Motion;
}

function brightnessOf({ width, height, data }: Picture): Plane {
  const plane = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < plane.length; i++, at += 3) {
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    plane[i] = (77 * red + 150 * green + 29 * blue + 128) >> 8;
  }
  return { width, height, data: plane };
}

function halved({ width, height, data }: Plane): Plane {
  const [columns, rows] = [width >> 1, height >> 1];
  const plane = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = 2 * (y * width + x);
      const sum =
        (data[at] as number) +
        (data[at + 1] as number) +
        (data[at + width] as number) +
        (data[at + width + 1] as number);
      plane[y * columns + x] = (sum + 2) >> 2;
    }
  }
  return { width: columns, height: rows, data: plane };
}

/**
 * The motion at one level.
 *
 * @param coarse the motion at half of its size; without one everywhere is searched
 * @param isFinest whether parts of pixels are asked for
 */
function matched(now: Plane, before: Plane, coarse: Motion | undefined, isFinest: boolean): Motion {
  const [columns, rows] = [Math.ceil(now.width / BLOCK), Math.ceil(now.height / BLOCK)];
  const x = new Float32Array(columns * rows);
  const y = new Float32Array(columns * rows);
  const motion = { columns, rows, x, y };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = new Block(now, before, column, row);
      if (coarse) for (const start of starts(coarse, motion, column, row)) block.try(...start);
      const reach = coarse ? 1 : SEARCH;
      block.search(reach);
      const at = row * columns + column;
      [x[at], y[at]] = isFinest ? block.refined() : [block.x, block.y];
    }
  }
  return motion;
}

/** Movements to begin with: of the block in the picture half as large, of those around it, and of neighbours that were found. */
function starts(
  coarse: Motion,
  found: Motion,
  column: number,
  row: number,
): readonly (readonly [number, number])[] {
  const above: [number, number][] = [
    [0, 0],
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ];
  const candidates = above.map(([right, down]) => {
    const from = clamped((column >> 1) + right, coarse.columns);
    const at = clamped((row >> 1) + down, coarse.rows) * coarse.columns + from;
    return [2 * (coarse.x[at] as number), 2 * (coarse.y[at] as number)] as const;
  });
  const at = row * found.columns + column;
  const beside = [column > 0 ? at - 1 : undefined, row > 0 ? at - found.columns : undefined];
  const known = beside.flatMap((index) =>
    index === undefined
      ? []
      : [[Math.round(found.x[index] as number), Math.round(found.y[index] as number)] as const],
  );
  return [...candidates, ...known, [0, 0]];
}

function clamped(index: number, count: number): number {
  return Math.min(Math.max(index, 0), count - 1);
}

/** A window of a picture, and what matches it best in the one before. */
class Block {
  readonly #now: Plane;
  readonly #before: Plane;
  readonly #left: number;
  readonly #top: number;
  readonly #right: number;
  readonly #bottom: number;
  #x = 0;
  #y = 0;
  #cost = Number.POSITIVE_INFINITY;
  /** Where it is expected: the first movement that is tried. */
  #expected: readonly [number, number] | undefined;

  constructor(now: Plane, before: Plane, column: number, row: number) {
    this.#now = now;
    this.#before = before;
    const middle = (index: number) => index * BLOCK + BLOCK / 2;
    this.#left = Math.max(0, middle(column) - REACH);
    this.#top = Math.max(0, middle(row) - REACH);
    this.#right = Math.min(now.width, middle(column) + REACH);
    this.#bottom = Math.min(now.height, middle(row) + REACH);
  }

  get x(): number {
    return this.#x;
  }

  get y(): number {
    return this.#y;
  }

  try(x: number, y: number): void {
    if (x === this.#x && y === this.#y && this.#expected) return;
    this.#expected ??= [x, y];
    const [right, down] = this.#expected;
    const far = INERTIA * (Math.abs(x - right) + Math.abs(y - down));
    const cost = this.#difference(x, y, this.#cost - far) + far;
    if (cost < this.#cost) [this.#x, this.#y, this.#cost] = [x, y, cost];
  }

  /** Tries all movements around the best one. */
  search(reach: number): void {
    const [x, y] = [this.#x, this.#y];
    this.try(x, y);
    for (let down = -reach; down <= reach; down++) {
      for (let right = -reach; right <= reach; right++) this.try(x + right, y + down);
    }
  }

  /** The best movement in parts of a pixel: where two lines of one steepness through its neighbours meet. */
  refined(): [number, number] {
    const [x, y] = [this.#x, this.#y];
    const here = this.#difference(x, y);
    const right = lowest(this.#difference(x - 1, y), here, this.#difference(x + 1, y));
    const down = lowest(this.#difference(x, y - 1), here, this.#difference(x, y + 1));
    return [x + right, y + down];
  }

  /**
   * The mean absolute difference, in levels of 255, to the window so far away.
   *
   * @param most what is larger need not be known
   */
  #difference(x: number, y: number, most = Number.POSITIVE_INFINITY): number {
    const { width, height, data } = this.#before;
    const here = this.#now.data;
    const pixels = (this.#bottom - this.#top) * (this.#right - this.#left);
    let sum = 0;
    for (let row = this.#top; row < this.#bottom && sum <= most * pixels; row++) {
      const there = clamped(row + y, height) * width;
      const line = row * width;
      if (this.#left + x >= 0 && this.#right + x <= width) {
        for (let column = this.#left; column < this.#right; column++) {
          const apart = (here[line + column] as number) - (data[there + column + x] as number);
          sum += apart < 0 ? -apart : apart;
        }
      } else {
        for (let column = this.#left; column < this.#right; column++) {
          const apart =
            (here[line + column] as number) - (data[there + clamped(column + x, width)] as number);
          sum += apart < 0 ? -apart : apart;
        }
      }
    }
    return sum / pixels;
  }
}

/** Where an absolute difference that has these values at -1, 0 and 1 is lowest, from -1/2 to 1/2. */
function lowest(before: number, here: number, after: number): number {
  const rise = Math.max(before, after) - here;
  return rise > 0 ? Math.min(Math.max((before - after) / (2 * rise), -0.5), 0.5) : 0;
}
