// Finished things made of a painting: cut to a shape, or on a poster with a margin and a title.

import { hiddenCanvas } from "../../shared/canvas";
import type { Region } from "../../shared/picture";

/** What a painting is cut to, as width over height. */
export type Shape = "square" | "story" | "wallpaper" | "poster";

/** Where a part lies in what is cut off above and below it: people mostly look out of the upper half. */
const FROM_TOP = 0.4;

/** Shares of a poster's picture, by the mean of its sides. */
const MARGIN = 0.09;
const TITLE = 0.045;

const PAPER = "#fbf9f4";
const INK = "#23211d";

/** Width over height of a shape; a poster's picture keeps its own. */
export function ratioOf(
  shape: Exclude<Shape, "poster">,
  screen: { width: number; height: number },
) {
  if (shape === "wallpaper") return screen.width / screen.height;
  return shape === "square" ? 1 : 9 / 16;
}

/** The largest part of a picture of a width over height. */
export function partOf(width: number, height: number, ratio: number): Region {
  const part = {
    width: Math.max(1, Math.min(width, Math.round(height * ratio))),
    height: Math.max(1, Math.min(height, Math.round(width / ratio))),
  };
  const left = Math.round((width - part.width) / 2);
  const top = Math.round((height - part.height) * FROM_TOP);
  return { left, top, ...part };
}

/** Sides of a poster in pixels, its margin, and how large its title is. */
export function posterOf(width: number, height: number) {
  const side = (width + height) / 2;
  const margin = Math.round(side * MARGIN);
  const title = Math.round(side * TITLE);
  return { width: width + 2 * margin, height: height + 3 * margin, margin, title };
}

/** What a painting becomes before it is written: cut to width over height, or a poster. */
export type Shaping = { readonly ratio: number } | { readonly title: string };

/** Width and height in pixels of what a painting becomes. */
export function shapedSides({ width, height }: { width: number; height: number }, into: Shaping) {
  return "ratio" in into ? partOf(width, height, into.ratio) : posterOf(width, height);
}

type Painting = OffscreenCanvas | HTMLCanvasElement;

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** A painting, cut or on a poster, on a canvas of its own. */
export function shaped(painting: Painting, into: Shaping): Painting {
  return "ratio" in into ? cut(painting, into.ratio) : poster(painting, into.title);
}

function cut(painting: Painting, ratio: number): Painting {
  const { left, top, width, height } = partOf(painting.width, painting.height, ratio);
  const canvas = hiddenCanvas(width, height);
  const context = canvas.getContext("2d") as Context | null;
  context?.drawImage(painting, left, top, width, height, 0, 0, width, height);
  return canvas;
}

/** A painting on paper with a title below it. */
function poster(painting: Painting, title: string): Painting {
  const { width, height, margin, title: size } = posterOf(painting.width, painting.height);
  const canvas = hiddenCanvas(width, height);
  const context = canvas.getContext("2d") as Context | null;
  if (!context) return canvas;
  context.fillStyle = PAPER;
  context.fillRect(0, 0, width, height);
  context.drawImage(painting, margin, margin);
  context.fillStyle = INK;
  context.font = `600 ${size}px Georgia, "Times New Roman", serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(title, width / 2, height - margin, width - 2 * margin);
  return canvas;
}
