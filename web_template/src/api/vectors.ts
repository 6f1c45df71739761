import { failure } from "./errors";
import type { StyleVector } from "./types";

/**
 * The weighted mean of style vectors: a style between styles.
 *
 * @param vectors style vectors of one vector space, all of one length
 * @param weights one number >= 0 for each vector, not all 0; they need not sum to 1
 */
export function mixStyles(
  vectors: readonly ArrayLike<number>[],
  weights: ArrayLike<number>,
): StyleVector {
  if (!Array.isArray(vectors) || typeof Object(weights).length !== "number") {
    throw failure("mixed_numbers");
  }
  const list = Array.from(weights);
  const sum = list.reduce((total, weight) => total + weight, 0);
  const length = Object(vectors[0]).length ?? 0;
  if (vectors.length === 0 || list.length !== vectors.length) {
    throw failure("mixed_numbers");
  }
  if (vectors.some((vector) => Object(vector).length !== length)) {
    throw failure("mixed_lengths");
  }
  if (!(sum > 0 && Number.isFinite(sum)) || list.some((weight) => !(weight >= 0))) {
    throw failure("mixed_weights");
  }
  const mixed = new Float32Array(length);
  vectors.forEach((vector, index) => {
    const share = (list[index] ?? 0) / sum;
    for (let i = 0; i < length; i++) mixed[i] = (mixed[i] ?? 0) + share * (vector[i] ?? 0);
  });
  return mixed;
}
