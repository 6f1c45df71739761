// What a transformer painted, on its way from TensorFlow.js.

import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Cells } from "../../pictures/cells";

/** Brings cells from the backend, where they are disposed of. */
export async function cellsOf(tensor: Tensor4D, size: number): Promise<Cells> {
  const columns = tensor.shape[2];
  try {
    return { values: await tensor.data<"float32">(), columns, size };
  } finally {
    tensor.dispose();
  }
}
