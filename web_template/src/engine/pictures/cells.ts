// What a transformer painted.

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
