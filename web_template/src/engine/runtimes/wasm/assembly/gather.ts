// Brings the rows that a filter meets to where they lie one after the other.

import { Step } from "./step";

/** Bytes of a gathered row. */
// @ts-ignore: decorator
@inline
export function rowBytes(step: Step): usize {
  return (<usize>step.columnCount * <usize>step.inputChannels * 4 + 15) & ~15;
}

/** Gathers rows `first` to `last` (excluded) of a picture's map into a ring of `slots` rows. */
export function gatherRows(
  step: Step,
  picture: i32,
  first: i32,
  last: i32,
  ring: usize,
  slots: i32,
): void {
  const input = step.input + <usize>picture * step.inputPicture;
  const bytes = rowBytes(step);
  for (let row = first; row < last; row++) {
    const index = load<i32>(step.rows + (<usize>row << 2));
    const to = ring + <usize>(row % slots) * bytes;
    if (index < 0) memory.fill(to, 0, bytes);
    else gather(step, input + <usize>index * step.inputRow, to);
  }
}

/** Copies a row, its columns by their map: reflected, repeated, cut, or zeros. */
function gather(step: Step, from: usize, to: usize): void {
  const pixel: usize = <usize>step.inputChannels << 2;
  const end = step.columns + (<usize>step.columnCount << 2);
  if (pixel & 15) {
    for (let column = step.columns; column < end; column += 4) {
      const index = load<i32>(column);
      if (index < 0) {
        memory.fill(to, 0, pixel);
        to += pixel;
        continue;
      }
      let source = from + <usize>index * pixel;
      for (const last = to + pixel; to < last; to += 4, source += 4) {
        store<f32>(to, load<f32>(source));
      }
    }
    return;
  }
  for (let column = step.columns; column < end; column += 4) {
    const index = load<i32>(column);
    if (index < 0) {
      memory.fill(to, 0, pixel);
      to += pixel;
      continue;
    }
    let source = from + <usize>index * pixel;
    for (const last = to + pixel; to < last; to += 16, source += 16) {
      v128.store(to, v128.load(source));
    }
  }
}
