// All cells in one picture.

/** Pixels between cells and around them. */
const GAP = 8;

const WHITE = 255;

/**
 * One picture of small ones of one size, row by row, on white.
 *
 * @param columns how many stand in a row
 */
export function sheetOf(cells: readonly ImageData[], columns: number): ImageData {
  const { width = 1, height = 1 } = cells[0] ?? {};
  const rows = Math.ceil(cells.length / columns);
  const sheet = new ImageData(columns * (width + GAP) + GAP, rows * (height + GAP) + GAP);
  sheet.data.fill(WHITE);
  for (const [index, cell] of cells.entries()) {
    const left = GAP + (index % columns) * (width + GAP);
    const top = GAP + Math.floor(index / columns) * (height + GAP);
    for (let y = 0; y < height; y++) {
      const line = cell.data.subarray(4 * y * width, 4 * (y + 1) * width);
      sheet.data.set(line, 4 * ((top + y) * sheet.width + left));
    }
  }
  return sheet;
}
