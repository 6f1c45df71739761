// What a transformer painted, on its way from the backend.

import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * What a transformer gives before its pixel shuffle, [rows, columns, size * size * 3] in [0, 1];
 * channel = (dy * size + dx) * 3 + colour.
 */
export interface Cells {
  readonly values: ArrayLike<number>;
  /** Cells in a row. */
  readonly columns: number;
  /** Pixels along the side of a cell. */
  readonly size: number;
}

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
