// Paints a picture in passes, as a painter does: broad strokes first, then finer ones over them.

import { discard } from "../../shared/discard";
import type { Sides } from "../../shared/passes";
import type { Picture } from "../../shared/picture";
import { messages, type Turn } from "../base/yield";
import { DETAIL_SIDE } from "../pictures/detail";
import type { Canvas } from "../pictures/pixels";
import { resized } from "../pictures/resample";
import { blendInto, type Covering, guideOf } from "./blend";
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
  paint(ground: Picture, place: PassPlace): Promise<Pick<Painting, "canvas" | "tiles">>;
  /** Takes the painting of each pass but the last, which may be kept. */
  show(canvas: Canvas): void;
}

/**
 * Paints a picture, which is overwritten and given back unless it is shared: one of 24 megapixels
 * fits in once.
 */
export async function paintInPasses(picture: Picture, order: PassOrder): Promise<Canvas> {
  const { passes, signal } = order;
  const turn = async () => {
    await messages();
    signal.throwIfAborted();
  };
  const grounds = await groundsOf(picture, order, turn);
  const guide = passes.length > 1 ? await guideOf(smallest(grounds)) : undefined;
  let before: Picture | undefined;
  let tilesBefore = 0;
  for (let ground = grounds.shift(); ground; ground = grounds.shift()) {
    if (before && guide) await blendInto(ground, before, guide, order.covering, turn);
    if (before) discard(before.data);
    before = undefined;
    const later = grounds.map(({ width, height }): Sides => [width, height]);
    const { canvas, tiles } = await order.paint(ground, { tilesBefore, later });
    if (!order.shared || ground !== picture) discard(ground.data);
    if (later.length === 0) return canvas;
    tilesBefore += tiles;
    before = coloursOf(canvas);
    order.show(canvas);
    await turn();
  }
  throw new RangeError("A picture is painted in one pass at least.");
}

/**
 * The photo at the size of each pass, each made from the next larger one. What is overwritten later
 * is never shared.
 */
async function groundsOf(
  picture: Picture,
  { passes, shared }: PassOrder,
  turn: Turn,
): Promise<Picture[]> {
  const isCopied = shared && passes.length > 1;
  const grounds = [isCopied ? { ...picture, data: picture.data.slice() } : picture];
  for (const sides of passes.slice(0, -1).reverse()) {
    grounds.unshift(await resized(grounds[0] as Picture, sides, turn));
  }
  return grounds;
}

/** The smallest that shows all details. */
function smallest(grounds: readonly Picture[]): Picture {
  const isLarge = ({ width, height }: Picture) => Math.max(width, height) >= DETAIL_SIDE;
  return grounds.find(isLarge) ?? (grounds.at(-1) as Picture);
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
