// Paints the frames of an animation: each is a recipe between two others.
//
// The photo stands still, so the statistics of a frame follow from its style and change as smoothly
// as that does: measured for each frame they do not flicker, and its ends are the studio's paintings.

import type { Recipe, StyleSource, WeightedStyle } from "../../model/recipe";
import type { PaintCall } from "../../painting/call";
import { pixelsOf } from "../../pixels/read";
import type { StudioContext } from "../../tool";
import { covered, coverOf } from "./fade";
import { FrameStore } from "./frame-store";
import type { Moment } from "./timeline";

/** Milliseconds that a frame may take for "auto" to paint finely: animations have many. */
const GOOD_TIME = 1000;

/** A recipe's styles and strength, between which an animation moves. */
export interface Stop {
  readonly styles: readonly WeightedStyle[];
  readonly strength: number;
  /** Whether it is the photo itself rather than what is painted of it. */
  readonly isPhoto?: boolean;
}

/** From the photo to the painting. */
export function strengthStops({ styles, strength }: Recipe): Stop[] {
  return [
    { styles, strength: 0, isPhoto: true },
    { styles, strength },
  ];
}

/** From style to style. */
export function styleStops({ strength }: Recipe, styles: readonly StyleSource[]): Stop[] {
  return styles.map((source) => ({ styles: [{ source, weight: 1 }], strength }));
}

export interface FramesCall extends PaintCall {
  /** Long side in pixels. */
  readonly size: number;
  /** Called with every frame, as it is painted. */
  onFrame(image: ImageData, done: number): void;
}

/** Paints a recipe at all moments between the stops. */
export async function paintFrames(
  context: StudioContext,
  recipe: Recipe,
  stops: readonly Stop[],
  moments: readonly Moment[],
  { onFrame, ...call }: FramesCall,
): Promise<FrameStore> {
  const own = { ...recipe, size: undefined };
  const steady = { ...own, quality: steadyQuality(context, own, call.size) };
  const photoOf = photoAt(recipe, call.signal);
  let frames: FrameStore | undefined;
  for (const moment of moments) {
    const painted = await context.paint({ ...steady, ...between(stops, moment) }, call);
    const cover = photoShare(stops, moment);
    const image = cover > 0 ? covered(painted, await photoOf(painted), cover) : painted;
    frames ??= new FrameStore(image.width, image.height);
    await frames.add(image);
    call.signal.throwIfAborted();
    onFrame(image, frames.count);
  }
  if (!frames) throw new RangeError("An animation has no frames.");
  return frames;
}

/** Gives the photo at the size of a painting; it is read once. */
function photoAt({ photo }: Recipe, signal: AbortSignal): (like: ImageData) => Promise<ImageData> {
  let read: Promise<ImageData> | undefined;
  return ({ width, height }) => {
    read ??= photo.blob(signal).then((blob) => pixelsOf(blob, width, height));
    return read;
  };
}

/** How much of the photo itself a moment shows, 0 to 1. */
function photoShare(stops: readonly Stop[], { from, to, share }: Moment): number {
  if (stops[from]?.isPhoto) return coverOf(share);
  return stops[to]?.isPhoto ? coverOf(1 - share) : 0;
}

/** One transformer for all frames: "auto" may choose another one when it has measured its speed. */
function steadyQuality(context: StudioContext, recipe: Recipe, size: number): Recipe["quality"] {
  if (recipe.quality !== "auto") return recipe.quality;
  const time = context.expect({ ...recipe, quality: "fine" }, size);
  return time !== undefined && time < GOOD_TIME ? "fine" : "swift";
}

function between(stops: readonly Stop[], { from, to, share }: Moment): Stop {
  const [one, other] = [stops[from] as Stop, stops[to] as Stop];
  const strength = one.strength + (other.strength - one.strength) * share;
  if (one.styles === other.styles) return { styles: one.styles, strength };
  return { styles: [...shares(one, 1 - share), ...shares(other, share)], strength };
}

/** The styles of a stop, with weights that sum to `total`; those without any are left out. */
function shares({ styles }: Stop, total: number): WeightedStyle[] {
  const sum = styles.reduce((all, { weight }) => all + weight, 0);
  return styles
    .map(({ source, weight }) => ({ source, weight: (weight / sum) * total }))
    .filter(({ weight }) => weight > 0);
}
