// Which part of every picture between a plan's steps a tile needs.

import { type Area, intersection, wholeArea } from "../base/area";
import { inputsOf, type Plan, type PlannedStep } from "./plan";
import type { Pad } from "./program";
import type { Weights } from "./weights";

/** What one step does for a tile. */
export interface Part {
  /** What it reads of each input; a convolution also reads what is reflected beyond the border. */
  readonly reads: Area;
  readonly makes: Area;
}

/** How to paint a part of a picture, or all of it, with a plan. */
export interface ReceptiveField {
  /** Height and width of the picture that `painted` is a part of, as the network sees it. */
  readonly height: number;
  readonly width: number;
  /** What is painted, in pixels. */
  readonly painted: Area;
  /** What has to be given of the content, beyond its border too, where it is reflected. */
  readonly content: Area;
  /** For each of the plan's steps. */
  readonly parts: readonly Part[];
}

type Range = readonly [number, number];

/** How the rows (axis 0) or columns (axis 1) of a step's output come from those of its input. */
interface Reach {
  readonly stride: number;
  /** Positions before the first one that an output reads, and how many it reads. */
  readonly before: number;
  readonly count: number;
}

const SAME: Reach = { stride: 1, before: 0, count: 1 };

function union(one: Area | undefined, other: Area): Area {
  if (!one) return other;
  return {
    top: Math.min(one.top, other.top),
    bottom: Math.max(one.bottom, other.bottom),
    left: Math.min(one.left, other.left),
    right: Math.max(one.right, other.right),
  };
}

function mapped(area: Area, map: (range: Range, axis: 0 | 1) => Range): Area {
  const [top, bottom] = map([area.top, area.bottom], 0);
  const [left, right] = map([area.left, area.right], 1);
  return { top, bottom, left, right };
}

/** The width and height of every picture of a plan, as areas. */
function sizes(plan: Plan, content: Area, weights: Weights): Map<string, Area> {
  const found = new Map([["content", content]]);
  for (const step of plan.steps) {
    const input = found.get(inputsOf(step)[0] as string) as Area;
    const size = mapped(input, ([, length], axis) => {
      const factor = factorOf(step);
      if (factor > 1) return [0, length * factor];
      const { stride, count } = reachOf(step, axis, weights);
      const [before, after] = padOf(step, axis);
      return [0, Math.floor((length + before + after - count) / stride) + 1];
    });
    found.set(step.out, size);
  }
  return found;
}

/** How many times as large as its input a step's output is. */
function factorOf(step: PlannedStep): number {
  if (step.op === "up") return step.factor;
  return step.op === "up-conv" ? 2 : 1;
}

function padOf(step: PlannedStep, axis: 0 | 1): Range {
  if (!("pad" in step)) return [0, 0];
  const pad: Pad = step.pad;
  return [pad[axis * 2] as number, pad[axis * 2 + 1] as number];
}

function reachOf(step: PlannedStep, axis: 0 | 1, weights: Weights): Reach {
  if (!("pad" in step)) return SAME;
  const filter = step.op === "separable" ? step.depthwise : step.weights;
  const count = weights.get(filter).shape[axis] as number;
  const [before] = padOf(step, axis);
  return { stride: step.stride, before, count };
}

/** What a step can make that holds all of `wanted`: all copies of a pixel, or none. */
function made(step: PlannedStep, wanted: Area): Area {
  const factor = factorOf(step);
  return mapped(wanted, ([from, to]) => [
    factor * Math.floor(from / factor),
    factor * Math.ceil(to / factor),
  ]);
}

/** What a step reads of its inputs to make an area. */
function read(step: PlannedStep, makes: Area, weights: Weights): Area {
  switch (step.op) {
    case "up":
      return mapped(makes, ([from, to]) => [from / step.factor, to / step.factor]);
    case "up-conv":
      return mapped(makes, ([from, to]) => [from / 2 - 1, to / 2 + 1]);
    default:
      return mapped(makes, ([from, to], axis) => {
        const { stride, before, count } = reachOf(step, axis, weights);
        const first = from * stride - before;
        return [first, first + (to - 1 - from) * stride + count];
      });
  }
}

/**
 * The receptive field of painting a part of a picture.
 *
 * @param size the picture's own sides, which the network accepts
 * @param painted its edges lie at multiples of `cellSize`, the side of a cell in pixels
 */
export function receptiveFieldOf(
  plan: Plan,
  weights: Weights,
  size: Area,
  painted: Area,
  cellSize: number,
): ReceptiveField {
  const bounds = sizes(plan, size, weights);
  const cells = mapped(painted, ([from, to]) => [from / cellSize, to / cellSize]);
  const wanted = new Map([["cells", cells]]);
  const parts: Part[] = [];
  let content = painted;
  for (const step of [...plan.steps].reverse()) {
    const makes = made(step, wanted.get(step.out) ?? cells);
    const reads = read(step, makes, weights);
    parts.unshift({ reads, makes });
    for (const name of inputsOf(step)) {
      wanted.set(name, union(wanted.get(name), intersection(reads, bounds.get(name) as Area)));
    }
    if (inputsOf(step).includes("content")) content = reads;
  }
  if (!plan.bordered) content = wanted.get("content") as Area;
  return { height: size.bottom, width: size.right, painted, content, parts };
}

/**
 * Pixels that have to surround a part of a picture, whose edges lie at multiples of `multiple`, so
 * that it is painted as in the whole picture; a multiple of `multiple` itself.
 */
export function haloOf(plan: Plan, weights: Weights, multiple: number, cellSize: number): number {
  const far = 1024 * multiple;
  const tile = { top: far, bottom: far + multiple, left: far, right: far + multiple };
  const size = wholeArea(2 * far, 2 * far);
  const { content } = receptiveFieldOf(plan, weights, size, tile, cellSize);
  const reach = Math.max(
    far - content.top,
    content.bottom - tile.bottom,
    far - content.left,
    content.right - tile.right,
  );
  return Math.ceil(Math.max(reach, 0) / multiple) * multiple;
}
