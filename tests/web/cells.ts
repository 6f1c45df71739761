// What transformers paint, as pixels.

import type { Cells } from "../../web_template/src/engine/pictures/cells";

/** The values of cells in the order of pixels, [height, width, 3]. */
export function pixelsOf({ values, columns, size }: Cells): Float32Array {
  const width = columns * size;
  return Float32Array.from(values, (_, index) => {
    const [pixel, colour] = [Math.floor(index / 3), index % 3];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const cell = Math.floor(y / size) * columns + Math.floor(x / size);
    return values[(cell * size * size + (y % size) * size + (x % size)) * 3 + colour] as number;
  });
}
