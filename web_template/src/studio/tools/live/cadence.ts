// When painted frames are shown: evenly, although cameras, screens and painters are not in step.

import { median } from "./pace";

/** Frames from which the time between two of them is learnt. */
const LEARNT = 24;

/** Frames that have to be there before one is held back. */
const FEWEST = 8;

/** A little less than the time between frames, so that nobody waits for longer than need be. */
const EVEN = 0.99;

/** Most that a frame is held back: a share of the time between two, and milliseconds. */
const MOST_SHARE = 1 / 3;
const MOST = 20;

/**
 * Holds frames back that are ready early. A browser tells of a camera's frame when the screen is next
 * drawn, so that frames 50 ms apart come after 33 or 67 ms, and whatever else a machine does delays
 * some of them; one that is held back for a moment leaves time for the next to be late in.
 */
export class Cadence {
  #ready: number | undefined;
  #shown: number | undefined;
  #intervals: number[] = [];

  /**
   * @param now when a frame is ready, in milliseconds of a clock
   * @returns milliseconds after which it should be shown
   */
  hold(now: number): number {
    if (this.#ready !== undefined) this.#intervals.push(now - this.#ready);
    this.#intervals = this.#intervals.slice(-LEARNT);
    this.#ready = now;
    const period = this.#intervals.length < FEWEST ? 0 : (median(this.#intervals) ?? 0);
    const early = (this.#shown ?? now) + EVEN * period - now;
    const held = Math.max(Math.min(early, MOST_SHARE * period, MOST), 0);
    this.#shown = now + held;
    return held;
  }
}
