// Runs programs step by step, as slowly and plainly as they are defined.

import { type Area, wholeArea } from "../../../../web_template/src/engine/base/area";
import type {
  LoweredProgram,
  LoweredStep,
} from "../../../../web_template/src/engine/program/lowering";
import type { ConvolutionStep, Step } from "../../../../web_template/src/engine/program/program";
import type { Weights } from "../../../../web_template/src/engine/program/weights";
import { randomNumbers } from "../../random";

export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** [height, width, channels]. */
  readonly values: Float64Array;
}

function planeOf(
  width: number,
  height: number,
  channels: number,
  valueAt: (x: number, y: number, channel: number) => number,
): Plane {
  const values = Float64Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return valueAt(pixel % width, Math.floor(pixel / width), i % channels);
  });
  return { width, height, channels, values };
}

export function randomPlane(width: number, height: number, channels: number): Plane {
  const random = randomNumbers(width * height);
  return planeOf(width, height, channels, () => random());
}

function at({ width, channels, values }: Plane, x: number, y: number, channel: number): number {
  return values[(y * width + x) * channels + channel] as number;
}

/** The plane with nothing that can be used outside of an area. */
export function cropped(plane: Plane, { left, right, top, bottom }: Area): Plane {
  return planeOf(plane.width, plane.height, plane.channels, (x, y, channel) =>
    x >= left && x < right && y >= top && y < bottom ? at(plane, x, y, channel) : Number.NaN,
  );
}

/** The values of an area, pixel after pixel. */
export function valuesIn(plane: Plane, { left, right, top, bottom }: Area): Float64Array {
  const part = planeOf(right - left, bottom - top, plane.channels, (x, y, channel) =>
    at(plane, left + x, top + y, channel),
  );
  return part.values;
}

function reflected(position: number, length: number): number {
  const inside = Math.abs(position);
  return inside < length ? inside : 2 * (length - 1) - inside;
}

function convolved(input: Plane, step: ConvolutionStep, weights: Weights): Plane {
  const { shape, values } = weights.get(step.weights);
  const [rows, columns, inputs, multiples] = shape as [number, number, number, number];
  const isDepthwise = step.op === "depthwise";
  const [top, bottom, left, right] = step.pad;
  const width = Math.floor((input.width + left + right - columns) / step.stride) + 1;
  const height = Math.floor((input.height + top + bottom - rows) / step.stride) + 1;
  const channels = isDepthwise ? inputs * multiples : multiples;
  return planeOf(width, height, channels, (x, y, channel) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const from = reflected(x * step.stride + column - left, input.width);
        const down = reflected(y * step.stride + row - top, input.height);
        const tap = (row * columns + column) * inputs;
        if (isDepthwise) {
          sum += at(input, from, down, channel) * (values[tap + channel] as number);
          continue;
        }
        for (let k = 0; k < inputs; k++) {
          sum += at(input, from, down, k) * (values[(tap + k) * channels + channel] as number);
        }
      }
    }
    return step.activation === "relu" ? Math.max(sum, 0) : sum;
  });
}

function enlarged(input: Plane, factor: number): Plane {
  const { width, height, channels } = input;
  return planeOf(width * factor, height * factor, channels, (x, y, channel) =>
    at(input, Math.floor(x / factor), Math.floor(y / factor), channel),
  );
}

function joined(inputs: readonly Plane[]): Plane {
  const [{ width, height }] = inputs as [Plane];
  const channels = inputs.reduce((sum, input) => sum + input.channels, 0);
  const all = inputs.flatMap((input) =>
    Array.from({ length: input.channels }, (_, channel) => ({ input, channel })),
  );
  return planeOf(width, height, channels, (x, y, index) => {
    const { input, channel } = all[index] as (typeof all)[number];
    return at(input, x, y, channel);
  });
}

function added([one, other]: readonly [Plane, Plane]): Plane {
  const { width, height, channels } = one;
  return planeOf(
    width,
    height,
    channels,
    (x, y, channel) => at(one, x, y, channel) + at(other, x, y, channel),
  );
}

function made(step: Step | LoweredStep, inputs: readonly Plane[], weights: Weights): Plane {
  const [first] = inputs as [Plane];
  switch (step.op) {
    case "concat":
      return joined(inputs);
    case "add":
      return added(inputs as [Plane, Plane]);
    case "up":
      return enlarged(first, step.factor);
    case "convolve": {
      const { depthwise, repeat, doubled } = step;
      const whole = doubled ? enlarged(first, 2) : first;
      const repeated = joined(Array.from({ length: repeat }, () => whole));
      const spread = depthwise ? convolved(repeated, depthwise, weights) : repeated;
      return convolved(spread, step.step, weights);
    }
    default:
      return convolved(first, step, weights);
  }
}

/**
 * The cells that a program makes of a content.
 *
 * @param areas the part of each step's picture that is made; all of it where undefined
 */
export function cellsOf(
  {
    steps,
    weights,
  }: Pick<LoweredProgram, "weights"> & { readonly steps: readonly (Step | LoweredStep)[] },
  content: Plane,
  areas?: readonly Area[],
): Plane {
  const there = new Map([["content", content]]);
  for (const [index, step] of steps.entries()) {
    const names = typeof step.in === "string" ? [step.in] : step.in;
    const whole = made(
      step,
      names.map((name) => there.get(name) as Plane),
      weights,
    );
    const area = areas?.[index] ?? wholeArea(whole.width, whole.height);
    there.set(step.out, cropped(whole, area));
  }
  return there.get("cells") as Plane;
}
