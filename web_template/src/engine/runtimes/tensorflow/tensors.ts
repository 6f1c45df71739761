// What a transformer painted, on its way from TensorFlow.js.

import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Cells } from "../../pictures/blocks";

/** The numbers of a tensor, which is disposed of. */
export async function numbersOf(tensor: Tensor4D): Promise<Float32Array> {
  try {
    return await tensor.data<"float32">();
  } finally {
    tensor.dispose();
  }
}

/** Brings cells from the backend. */
export async function cellsOf(tensor: Tensor4D, size: number): Promise<Cells> {
  const columns = tensor.shape[2];
  return { values: await numbersOf(tensor), columns, size };
}
