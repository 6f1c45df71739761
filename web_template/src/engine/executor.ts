// Runs a plan, and frees its pictures as soon as no later step reads them.

import { add, concat, image, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import {
  inputsOf,
  isConvolution,
  type Plan,
  type PlannedConvolution,
  type PlannedStep,
} from "./plan";

/** What a convolution step makes of a picture. */
export type Convolve = (step: PlannedConvolution, picture: Tensor4D) => Tensor4D;

/**
 * Runs all steps.
 *
 * @param content [1, height, width, 3] with the border that the plan asks for; it is disposed of
 * @returns the cells
 */
export function execute(plan: Plan, content: Tensor4D, convolve: Convolve): Tensor4D {
  const pictures = new Map([["content", content]]);
  const last = lastReads(plan);
  try {
    for (const [index, step] of plan.steps.entries()) {
      const inputs = inputsOf(step).map((name) => pictures.get(name) as Tensor4D);
      const output = tidy(() => result(step, inputs, convolve));
      pictures.set(step.out, output);
      for (const name of last[index] ?? []) {
        pictures.get(name)?.dispose();
        pictures.delete(name);
      }
    }
    const cells = pictures.get("cells") as Tensor4D;
    pictures.delete("cells");
    return cells;
  } finally {
    for (const picture of pictures.values()) picture.dispose();
  }
}

/** For each step, the pictures that no later step reads. */
function lastReads({ steps }: Plan): string[][] {
  const later = new Set<string>();
  return steps
    .map((step) => [...new Set(inputsOf(step))])
    .reverse()
    .map((names) => {
      const last = names.filter((name) => !later.has(name));
      for (const name of last) later.add(name);
      return last;
    })
    .reverse();
}

function result(step: PlannedStep, pictures: readonly Tensor4D[], convolve: Convolve): Tensor4D {
  const [picture, other] = pictures as [Tensor4D, Tensor4D];
  if (isConvolution(step)) return convolve(step, picture);
  switch (step.op) {
    case "concat":
      return concat([...pictures], 3);
    case "add":
      return add(picture, other);
    case "up": {
      const [, height, width] = picture.shape;
      const sides: [number, number] = [height * step.factor, width * step.factor];
      return image.resizeNearestNeighbor(picture, sides);
    }
  }
}
