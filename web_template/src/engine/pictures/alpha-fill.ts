// What lies behind the transparent parts of a picture: the colours of what is visible around them.
// A network that saw black or white there would paint it, and let it shine through at soft edges.

/** Side in pixels of the squares whose mean colour is kept. */
const SQUARE = 16;

/** Visible part of a square from which on its own colour counts alone. */
const ENOUGH = 0.25;

/** Colours times weights, and the weights: four numbers for each square. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly sums: Float32Array;
}

function grid(columns: number, rows: number): Grid {
  return { columns, rows, sums: new Float32Array(columns * rows * 4) };
}

/** Half as many squares in both directions, each the sum of four. */
function halved({ columns, rows, sums }: Grid): Grid {
  const half = grid(Math.ceil(columns / 2), Math.ceil(rows / 2));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = (y * columns + x) * 4;
      const to = ((y >> 1) * half.columns + (x >> 1)) * 4;
      for (let i = 0; i < 4; i++) {
        half.sums[to + i] = (half.sums[to + i] as number) + (sums[from + i] as number);
      }
    }
  }
  return half;
}

/** Gives squares that show too little the colour of the larger square that they belong to. */
function fill(grid: Grid): void {
  const { columns, rows, sums } = grid;
  const single = columns === 1 && rows === 1;
  const coarse = single ? undefined : halved(grid);
  if (coarse) fill(coarse);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = (y * columns + x) * 4;
      const weight = sums[at + 3] as number;
      const missing = Math.max(0, 1 - weight);
      const from = coarse ? ((y >> 1) * coarse.columns + (x >> 1)) * 4 : 0;
      for (let i = 0; i < 3; i++) {
        // A picture that shows nothing at all gets white paper.
        const behind = coarse ? (coarse.sums[from + i] as number) : 255;
        sums[at + i] = ((sums[at + i] as number) + missing * behind) / (weight + missing);
      }
      sums[at + 3] = 1;
    }
  }
}

/** Collects the visible colours of a picture and tells what to put behind each pixel. */
export class Backdrop {
  readonly #grid: Grid;

  constructor(width: number, height: number) {
    this.#grid = grid(Math.ceil(width / SQUARE), Math.ceil(height / SQUARE));
  }

  /** Takes in rows of RGBA bytes that begin at row `top`. */
  add(rgba: Uint8ClampedArray, width: number, top: number, rows: number): void {
    const { columns, sums } = this.#grid;
    const share = 1 / (255 * ENOUGH * SQUARE ** 2);
    for (let y = 0, pixel = 0; y < rows; y++) {
      const row = Math.floor((top + y) / SQUARE) * columns;
      for (let x = 0; x < width; x++, pixel += 4) {
        const weight = (rgba[pixel + 3] as number) * share;
        const at = (row + Math.floor(x / SQUARE)) * 4;
        for (let i = 0; i < 3; i++) {
          sums[at + i] = (sums[at + i] as number) + weight * (rgba[pixel + i] as number);
        }
        sums[at + 3] = (sums[at + 3] as number) + weight;
      }
    }
  }

  /** Ends the collecting. */
  finish(): void {
    fill(this.#grid);
  }

  /** Puts rows of RGBA bytes before it; they keep their opacity. */
  compose(rgba: Uint8ClampedArray, width: number, top: number, rows: number): void {
    for (let y = 0, pixel = 0; y < rows; y++) {
      for (let x = 0; x < width; x++, pixel += 4) {
        const alpha = rgba[pixel + 3] as number;
        if (alpha === 255) continue;
        for (let i = 0; i < 3; i++) {
          const behind = this.#colour(x, top + y, i);
          rgba[pixel + i] = ((rgba[pixel + i] as number) * alpha + behind * (255 - alpha)) / 255;
        }
      }
    }
  }

  /** Between the centres of squares the colour changes smoothly. */
  #colour(x: number, y: number, channel: number): number {
    const { columns, rows, sums } = this.#grid;
    const [left, right, across] = neighbours(x, columns);
    const [above, below, down] = neighbours(y, rows);
    const at = (column: number, row: number) =>
      sums[(row * columns + column) * 4 + channel] as number;
    const first = at(left, above) * (1 - across) + at(right, above) * across;
    const second = at(left, below) * (1 - across) + at(right, below) * across;
    return first * (1 - down) + second * down;
  }
}

/** The squares to the left and right of a pixel, and how far it is from the one to the other. */
function neighbours(position: number, count: number): [number, number, number] {
  const place = Math.min(Math.max((position + 0.5) / SQUARE - 0.5, 0), count - 1);
  const first = Math.floor(place);
  return [first, Math.min(first + 1, count - 1), place - first];
}
