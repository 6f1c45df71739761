// Which part of every picture between a program's steps a tile needs: receptive fields of areas.

import { type Area, intersection, wholeArea } from "../base/area";
import { inputsOf, type LoweredProgram, type LoweredStep, sidesAfter } from "./lowering";

/** What one step does for a tile. */
export interface Part {
  /** What it reads of each input; a convolution also reads what is reflected beyond the border. */
  readonly reads: Area;
  readonly makes: Area;
}

/** How to paint a part of a picture, or all of it. */
export interface ReceptiveField {
  /** Height and width of the picture that `painted` is a part of, as the network sees it. */
  readonly height: number;
  readonly width: number;
  /** What is painted, in pixels. */
  readonly painted: Area;
  /** What has to be given of the content, beyond its border too, where it is reflected. */
  readonly content: Area;
  /** For each of the program's steps. */
  readonly parts: readonly Part[];
}

type Range = readonly [number, number];

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

/** The width and height of every picture of a program, as areas. */
function sizes({ steps, weights }: LoweredProgram, content: Area): Map<string, Area> {
  const found = new Map([["content", content]]);
  for (const step of steps) {
    const { right, bottom } = found.get(inputsOf(step)[0] as string) as Area;
    const factor = step.op === "up" ? step.factor : 1;
    const { width, height } =
      step.op === "convolve"
        ? sidesAfter(step, weights, { width: right, height: bottom })
        : { width: right * factor, height: bottom * factor };
    found.set(step.out, wholeArea(width, height));
  }
  return found;
}

/** What a step can make that holds all of `wanted`: all outputs of an input's pixel, or none. */
function made(step: LoweredStep, wanted: Area, inPhases: boolean): Area {
  const together = step.op === "up" ? step.factor : isInPhases(step, inPhases) ? 2 : 1;
  return mapped(wanted, ([from, to]) => [
    together * Math.floor(from / together),
    together * Math.ceil(to / together),
  ]);
}

function isInPhases(step: LoweredStep, inPhases: boolean): boolean {
  return inPhases && step.op === "convolve" && step.doubled;
}

/** What a step reads of its inputs to make an area. */
function read(step: LoweredStep, makes: Area, { weights, inPhases }: LoweredProgram): Area {
  if (step.op === "up")
    return mapped(makes, ([from, to]) => [from / step.factor, to / step.factor]);
  if (step.op !== "convolve") return makes;
  if (isInPhases(step, inPhases)) return mapped(makes, ([from, to]) => [from / 2 - 1, to / 2 + 1]);
  const { weights: name, pad, stride } = step.depthwise ?? step.step;
  const { shape } = weights.get(name);
  const factor = step.doubled ? 2 : 1;
  return mapped(makes, ([from, to], axis) => {
    const first = from * stride - (pad[axis * 2] as number);
    const end = first + (to - 1 - from) * stride + (shape[axis] as number);
    return [Math.floor(first / factor), Math.ceil(end / factor)];
  });
}

/**
 * The receptive field of painting a part of a picture.
 *
 * @param size the picture's own sides, which the network accepts
 * @param painted its edges lie at multiples of `cellSize`, the side of a cell in pixels
 */
export function receptiveFieldOf(
  program: LoweredProgram,
  size: Area,
  painted: Area,
  cellSize: number,
): ReceptiveField {
  const bounds = sizes(program, size);
  const cells = mapped(painted, ([from, to]) => [from / cellSize, to / cellSize]);
  const wanted = new Map([["cells", cells]]);
  const parts: Part[] = [];
  let content = painted;
  for (const step of [...program.steps].reverse()) {
    const makes = made(step, wanted.get(step.out) ?? cells, program.inPhases);
    const reads = read(step, makes, program);
    parts.unshift({ reads, makes });
    for (const name of inputsOf(step)) {
      wanted.set(name, union(wanted.get(name), intersection(reads, bounds.get(name) as Area)));
    }
    if (inputsOf(step).includes("content")) content = reads;
  }
  if (!program.bordered) content = wanted.get("content") as Area;
  return { height: size.bottom, width: size.right, painted, content, parts };
}

/** What it takes to make every picture of a program whole. */
export function wholeField(program: LoweredProgram, size: Area): ReceptiveField {
  const bounds = sizes(program, size);
  const parts = program.steps.map((step) => ({
    reads: bounds.get(inputsOf(step)[0] as string) as Area,
    makes: bounds.get(step.out) as Area,
  }));
  return { height: size.bottom, width: size.right, painted: size, content: size, parts };
}

/**
 * Pixels that have to surround a part of a picture, whose edges lie at multiples of `multiple`, so
 * that it is painted as in the whole picture; a multiple of `multiple` itself.
 */
export function haloOf(program: LoweredProgram, multiple: number, cellSize: number): number {
  const far = 1024 * multiple;
  const tile = { top: far, bottom: far + multiple, left: far, right: far + multiple };
  const size = wholeArea(2 * far, 2 * far);
  const { content } = receptiveFieldOf(program, size, tile, cellSize);
  const reach = Math.max(
    far - content.top,
    content.bottom - tile.bottom,
    far - content.left,
    content.right - tile.right,
  );
  return Math.ceil(Math.max(reach, 0) / multiple) * multiple;
}
