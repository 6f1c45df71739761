// How large frames can be for the stream to keep its pace.

/** Long sides that frames come in, in pixels. */
export const SIDES = [128, 160, 192, 256, 320, 384, 480, 640] as const;

/** Milliseconds a frame may take: 15 a second and a little to spare. */
const ENOUGH = 60;

/** A frame that takes less at the next size makes that worth preparing. */
const QUICK = 45;

/** Frames of a size by which it is judged; whatever else a machine does slows some of them down. */
const JUDGED = 8;

/** Learns from the frames of one size at a time. */
export class FramePace {
  #step: number;
  #found: number[] = [];

  /** @param side long side in pixels to begin with */
  constructor(side = 256) {
    const step = SIDES.findIndex((candidate) => candidate >= side);
    this.#step = step < 0 ? SIDES.length - 1 : step;
  }

  /** Long side in pixels of the frames. */
  get side(): number {
    return SIDES[this.#step] as number;
  }

  /** Milliseconds that a frame takes; undefined before there were any of this size. */
  get milliseconds(): number | undefined {
    return median(this.#found);
  }

  /**
   * Learns how long a frame of the present size took.
   *
   * @returns whether another size is better from now on
   */
  note(milliseconds: number): boolean {
    this.#found.push(milliseconds);
    if (this.#found.length < JUDGED) return false;
    this.#found = this.#found.slice(-JUDGED);
    const now = median(this.#found) as number;
    const next = this.#bestFor(now);
    if (next === this.#step) return false;
    this.#step = next;
    this.#found = [];
    return true;
  }

  #bestFor(now: number): number {
    const time = (step: number) => now * ((SIDES[step] as number) / this.side) ** 2;
    let step = this.#step;
    if (now > 1.2 * ENOUGH) {
      while (step > 0 && time(step) > ENOUGH) step--;
    } else {
      while (step < SIDES.length - 1 && time(step + 1) < QUICK) step++;
    }
    return step;
  }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}
