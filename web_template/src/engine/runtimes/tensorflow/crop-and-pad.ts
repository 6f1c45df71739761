import { mirrorPad, slice, type Tensor4D } from "@tensorflow/tfjs-core";
import { type Area, intersection, isSame } from "../../base/area";

/** The part of a picture that there is: [count, height, width, channels]. */
export interface TensorView {
  readonly tensor: Tensor4D;
  /**
   * Where the part lies in the picture. What is read beyond it lies beyond the picture too, since
   * the receptive field says what is read.
   */
  readonly area: Area;
}

type Pads = [number, number];

/** Cuts out an area, mirrored where it goes beyond the picture; "symmetric" repeats the edge. */
export function framed(view: TensorView, area: Area, mode: "reflect" | "symmetric"): Tensor4D {
  if (isSame(view.area, area)) return view.tensor;
  const there = intersection(view.area, area);
  const cut = isSame(view.area, there) ? view.tensor : cutOut(view, there);
  if (isSame(there, area)) return cut;
  const rows: Pads = [there.top - area.top, area.bottom - there.bottom];
  const columns: Pads = [there.left - area.left, area.right - there.right];
  return mirrorPad(cut, [[0, 0], rows, columns, [0, 0]], mode);
}

function cutOut({ tensor, area }: TensorView, { top, bottom, left, right }: Area): Tensor4D {
  const [count, , , channels] = tensor.shape;
  const begin: [number, number, number, number] = [0, top - area.top, left - area.left, 0];
  return slice(tensor, begin, [count, bottom - top, right - left, channels]);
}
