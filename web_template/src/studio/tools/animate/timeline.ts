// Which style, and how strong, each frame of an animation has.

/** Through all stops once, back to the first one in a circle, or there and back again. */
export type Course = "once" | "loop" | "ping-pong";

/** A moment of the animation between two stops. */
export interface Moment {
  /** Index of the stop that was left. */
  readonly from: number;
  /** Index of the stop that comes next. */
  readonly to: number;
  /** How much of `to` there is, 0 to 1. */
  readonly share: number;
}

export interface Timing {
  /** In seconds. */
  readonly duration: number;
  /** Frames a second. */
  readonly rate: number;
}

/** Number of frames; at least two, or nothing moves. */
export function frameCount({ duration, rate }: Timing): number {
  return Math.max(2, Math.round(duration * rate));
}

/**
 * The moments of all frames of an animation through `stops` stops, evenly spaced.
 *
 * Only "once" ends at its last stop: the others begin again where they ended, and a stop shown twice
 * would stand still for a frame.
 */
export function moments(stops: number, course: Course, timing: Timing): Moment[] {
  const frames = frameCount(timing);
  const path = pathOf(stops, course);
  const legs = path.length - 1;
  const steps = course === "once" ? frames - 1 : frames;
  return Array.from({ length: frames }, (_, frame) => {
    const place = (frame * legs) / steps;
    const leg = Math.min(Math.floor(place), legs - 1);
    return { from: path[leg] as number, to: path[leg + 1] as number, share: eased(place - leg) };
  });
}

/** The stops in the order in which they are passed. */
function pathOf(stops: number, course: Course): number[] {
  const there = Array.from({ length: stops }, (_, stop) => stop);
  if (course === "once") return there;
  return course === "loop" ? [...there, 0] : [...there, ...there.slice(0, -1).reverse()];
}

/** Slow at the stops and quick between them. */
function eased(share: number): number {
  return share * share * (3 - 2 * share);
}

/**
 * How long each frame is shown in a format that counts time in hundredths of a second, so that no
 * rounding adds up: their sum is the animation's duration.
 */
export function centiseconds(frames: number, rate: number): number[] {
  const at = (frame: number) => Math.round((frame * 100) / rate);
  return Array.from({ length: frames }, (_, frame) => at(frame + 1) - at(frame));
}
