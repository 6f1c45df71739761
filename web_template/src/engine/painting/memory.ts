// How much of a picture is painted at a time, so that it fits into this device.

import type { BackendDescriptor } from "../backends/backend";
import { deviceMemory } from "../base/device";
import type { MemoryModel } from "../program/memory-model";

const MEGABYTE = 2 ** 20;
const GIGABYTE = 2 ** 30;

/** The part of a device's memory that a painting may take. */
const SHARE = 1 / 16;

/** What browsers that do not tell are taken to have. */
const USUAL_GIGABYTES = 4;

/** Bytes that a painting takes at least, and at most unless more is asked for. */
const LEAST = 96 * MEGABYTE;
const MOST = 320 * MEGABYTE;

/** Of a picture: its colours, and the painted ones with their opacity. */
const PICTURE_BYTES = 3 + 4;

/** Gaps between the blocks of memory that are in use, and what a heap grows ahead of need. */
const SLACK = 1.3;

/** Bytes that a painting may take on this device. */
export function usualMemory(): number {
  const bytes = (deviceMemory() ?? USUAL_GIGABYTES) * GIGABYTE;
  return Math.min(Math.max(bytes * SHARE, LEAST), MOST);
}

/** What limits the size of tiles. */
export interface Limits {
  readonly backend: BackendDescriptor;
  /** Bytes that the painting may take. */
  readonly memory: number;
  /** Bytes that one picture on the backend may have. */
  readonly largest: number | undefined;
}

/** Pixels of a picture that may be painted at a time. */
export function pixelsAtOnce(model: MemoryModel, pixels: number, limits: Limits): number {
  const { pictures, largest } = model;
  const scratch = limits.backend.scratch(model);
  const free = Math.max(limits.memory - PICTURE_BYTES * pixels, limits.memory / 4);
  const fitting = free / ((pictures + scratch) * SLACK);
  const possible = (limits.largest ?? Number.POSITIVE_INFINITY) / largest;
  return Math.floor(Math.min(fitting, possible, limits.backend.mostPixels));
}
