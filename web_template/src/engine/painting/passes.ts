// Paints a picture in passes, as a painter does: broad strokes first, then finer ones over them.

import type { Sides } from "../../shared/passes";
import type { Picture } from "../../shared/picture";
import { messages } from "../base/yield";
import { type DetailMap, detailMap } from "../pictures/detail";
import type { Canvas } from "../pictures/pixels";
import { resized } from "../pictures/resample";
import { blendInto, type Covering } from "./blend";
import type { Painting, PassPlace } from "./painting";

/** How one picture is painted in passes. */
export interface PassOrder {
  /** Width and height of each pass, the picture's own last. */
  readonly passes: readonly Sides[];
  readonly covering: Covering;
  /** Whether others use the picture's pixels, too. */
  readonly shared: boolean;
  readonly signal: AbortSignal;
  /** Paints a pass. */
  paint(ground: Picture, place: PassPlace): Promise<Painting>;
  /** Takes the painting of each pass but the last, which may be kept. */
  show(canvas: Canvas): void;
}

/** Paints a picture, which is overwritten unless it is shared: one of 24 megapixels fits in once. */
export async function paintInPasses(picture: Picture, order: PassOrder): Promise<Canvas> {
  const { passes, signal } = order;
  const turn = async () => {
    await messages();
    signal.throwIfAborted();
  };
  let detail: DetailMap | undefined;
  let before: Picture | undefined;
  let tilesBefore = 0;
  for (const [index, sides] of passes.entries()) {
    const later = passes.slice(index + 1);
    const ground = groundOf(picture, sides, order);
    if (before) {
      detail ??= detailMap(picture);
      await blendInto(ground, before, detail, order.covering, turn);
      before = undefined;
    }
    const { canvas, tiles } = await order.paint(ground, { tilesBefore, later });
    if (later.length === 0) return canvas;
    tilesBefore += tiles;
    before = coloursOf(canvas);
    order.show(canvas);
    await turn();
  }
  throw new RangeError("A picture is painted in one pass at least.");
}

/** The photo at the size of a pass; pixels that are overwritten are never shared ones. */
function groundOf(picture: Picture, sides: Sides, { passes, shared }: PassOrder): Picture {
  const [width, height] = sides;
  if (width !== picture.width || height !== picture.height) return resized(picture, sides);
  return shared && passes.length > 1 ? { ...picture, data: picture.data.slice() } : picture;
}

/** The colours of a painting. */
export function coloursOf({ width, height, data: rgba }: Canvas): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    data[to] = rgba[from] as number;
    data[to + 1] = rgba[from + 1] as number;
    data[to + 2] = rgba[from + 2] as number;
  }
  return { width, height, data };
}
