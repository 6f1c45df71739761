// How large a preview this machine paints within `TARGET` milliseconds.

/** Long sides that previews come in, in pixels. */
const SIDES = [128, 192, 256, 320, 384] as const;

/** The side of the first one. */
const FIRST = 2;

/** How long a preview should take, in milliseconds: with its way to the screen 15 fit into a second. */
const TARGET = 45;

/** Limits beyond which another size is better; they lie apart so that sizes rarely change. */
const TOO_SLOW = 1.5 * TARGET;
const TOO_QUICK = 0.7 * TARGET;

interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Paints that are remembered: other work of the machine slows one of them down, but hardly all. */
const MEMORY = 4;

/** Learns from every paint of the fast transformer of one network set. */
export class PreviewSize {
  readonly #seen = new Set<string>();
  /** Milliseconds for a pixel, of the last paints. */
  #found: readonly number[] = [];
  /** Which of the sides previews have now. */
  #step = FIRST;

  note({ width, height }: PictureSize, milliseconds: number): void {
    const shape = `${width} ${height}`;
    if (this.#seen.has(shape)) {
      this.#found = [...this.#found, milliseconds / (width * height)].slice(-MEMORY);
    }
    // The first paint of a shape also prepares for it, and tells little of the next.
    this.#seen.add(shape);
  }

  /** Long side in pixels of the next preview of a picture. */
  side({ width, height }: PictureSize): number {
    const flatness = Math.min(width, height) / Math.max(width, height);
    const pixel = Math.min(...this.#found);
    const time = (step: number) => pixel * flatness * (SIDES[step] ?? 0) ** 2;
    if (this.#found.length > 0) {
      if (this.#step > 0 && time(this.#step) > TOO_SLOW) this.#step--;
      else if (this.#step < SIDES.length - 1 && time(this.#step + 1) < TOO_QUICK) this.#step++;
    }
    return SIDES[this.#step] ?? SIDES[0];
  }
}
