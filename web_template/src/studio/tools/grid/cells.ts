// What the cells of a strip or a table are mixed of.

/** How cells lie between styles: in a row between two, or in a table among four. */
export type GridLayout = "strip" | "table";

export const CORNERS: Readonly<Record<GridLayout, number>> = { strip: 2, table: 4 };

export interface Cell {
  readonly row: number;
  readonly column: number;
  /** The share of each corner, which add up to 1: left, right; of a table the upper ones first. */
  readonly shares: readonly number[];
}

/**
 * In how many columns the cells of a strip are the largest, wherever its rows wrap.
 *
 * @param aspect width to height of a cell
 * @param width of the place in any unit, as is its height
 */
export function columnsFor(cells: number, aspect: number, width: number, height: number): number {
  const side = (columns: number) =>
    Math.min(width / columns, (height * aspect) / Math.ceil(cells / columns));
  const counts = Array.from({ length: cells }, (_, index) => cells - index);
  return counts.reduce((best, columns) => (side(columns) > side(best) ? columns : best), cells);
}

/** @param steps cells in a row, from one style to the other; 2 or more */
export function cellsOf(layout: GridLayout, steps: number): Cell[] {
  const rows = layout === "table" ? steps : 1;
  return Array.from({ length: rows * steps }, (_, index) => {
    const row = Math.floor(index / steps);
    const column = index % steps;
    const right = column / (steps - 1);
    const upper = [1 - right, right];
    if (layout === "strip") return { row, column, shares: upper };
    const low = row / (steps - 1);
    const shares = [...upper.map((x) => x * (1 - low)), ...upper.map((x) => x * low)];
    return { row, column, shares };
  });
}
