// Runs a program, and frees its pictures as soon as no later step reads them.

import { add, concat, image, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { yieldToPage } from "../../base/yield";
import {
  inputsOf,
  type LoweredConvolution,
  type LoweredProgram,
  type LoweredStep,
  lastReads,
} from "../../program/lowering";
import type { Part, ReceptiveField } from "../../program/receptive-field";
import { framed, type TensorView } from "./crop-and-pad";

/** What a convolution step makes of a picture. */
export type Convolve = (step: LoweredConvolution, picture: TensorView, part: Part) => Tensor4D;

/**
 * Runs all steps.
 *
 * @param content [count, height, width, 3], what the receptive field asks for; it is disposed of
 * @returns the cells
 */
export async function execute(
  { steps }: LoweredProgram,
  field: ReceptiveField,
  content: Tensor4D,
  convolve: Convolve,
): Promise<Tensor4D> {
  const pictures = new Map<string, TensorView>();
  pictures.set("content", { tensor: content, area: field.content });
  const last = lastReads(steps);
  try {
    for (const [index, step] of steps.entries()) {
      const inputs = inputsOf(step).map((name) => pictures.get(name) as TensorView);
      const part = field.parts[index] as Part;
      const tensor = tidy(() => result(step, inputs, part, convolve));
      pictures.set(step.out, { tensor, area: part.makes });
      for (const name of last[index] ?? []) {
        pictures.get(name)?.tensor.dispose();
        pictures.delete(name);
      }
      const turn = yieldToPage();
      if (turn) await turn;
    }
    const cells = pictures.get("cells") as TensorView;
    pictures.delete("cells");
    return cells.tensor;
  } finally {
    for (const { tensor } of pictures.values()) tensor.dispose();
  }
}

function result(
  step: LoweredStep,
  inputs: readonly TensorView[],
  part: Part,
  convolve: Convolve,
): Tensor4D {
  if (step.op === "convolve") return convolve(step, inputs[0] as TensorView, part);
  const pictures = inputs.map((view) => framed(view, part.reads, "reflect"));
  const [picture, other] = pictures as [Tensor4D, Tensor4D];
  switch (step.op) {
    case "concat":
      return concat(pictures, 3);
    case "add":
      return add(picture, other);
    case "up": {
      const [, height, width] = picture.shape;
      const sides: [number, number] = [height * step.factor, width * step.factor];
      return image.resizeNearestNeighbor(picture, sides);
    }
  }
}
