// How large frames can be for the stream to keep its pace.

/** Long sides that frames come in, in pixels. */
export const SIDES = [128, 160, 192, 256, 320, 384, 480, 640, 800] as const;

/** Long side of frames in which one still sees what is painted: smaller ones come last of all. */
const CLEAR = 256;

/** Milliseconds a frame may take: 15 a second and a little to spare. */
const ENOUGH = 60;

/** Milliseconds that frames may take before they become smaller than clear ones. */
const PATIENCE = 250;

/**
 * A size is worth preparing for where its frames take less than this share of what they may: of one that
 * frames have kept for a while, whose pictures jump when it changes, much less.
 */
const QUICK = 0.9;
const QUICK_LATER = 0.65;

/** Frames of a size by which it is judged; whatever else a machine does slows some of them down. */
const JUDGED = 8;

/** Frames after which a size has been kept for a while. */
const KEPT = 24;

/** Learns from the frames of one size at a time. */
export class FramePace {
  #step: number;
  #found: number[] = [];
  /** Frames of the present size. */
  #count = 0;

  /** @param expected milliseconds that a frame of a long side in pixels will take, if that is known */
  constructor(expected: (side: number) => number | undefined) {
    const inTime = SIDES.filter((side) => (expected(side) ?? Infinity) <= mostFor(side));
    const isKnown = expected(CLEAR) !== undefined;
    this.#step = SIDES.indexOf(inTime.at(-1) ?? (isKnown ? SIDES[0] : CLEAR));
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
    this.#count++;
    if (this.#found.length < JUDGED) return false;
    this.#found = this.#found.slice(-JUDGED);
    const now = median(this.#found) as number;
    const next = this.#bestFor(now);
    if (next === this.#step) return false;
    this.#step = next;
    this.#found = [];
    this.#count = 0;
    return true;
  }

  #bestFor(now: number): number {
    const share = (step: number) => {
      const side = SIDES[step] as number;
      return (now * (side / this.side) ** 2) / mostFor(side);
    };
    const quick = this.#count > KEPT ? QUICK_LATER : QUICK;
    let step = this.#step;
    if (share(step) > 1.2) {
      while (step > 0 && share(step) > 1) step--;
    } else {
      while (step < SIDES.length - 1 && share(step + 1) < quick) step++;
    }
    return step;
  }
}

/** Milliseconds that a frame of a long side may take. */
function mostFor(side: number): number {
  return side > CLEAR ? ENOUGH : PATIENCE;
}

/** The middle one of some values; undefined if there is none. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}
