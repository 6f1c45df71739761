// Finished things made of a painting: cut to a shape, or on a poster with a margin and a title.

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

/** A part of a painting on a canvas of its own. */
export function cut(painting: HTMLCanvasElement, ratio: number): HTMLCanvasElement {
  const { left, top, width, height } = partOf(painting.width, painting.height, ratio);
  const [canvas, context] = canvasOf(width, height);
  context?.drawImage(painting, left, top, width, height, 0, 0, width, height);
  return canvas;
}

/** A painting on paper with a title below it. */
export function poster(painting: HTMLCanvasElement, title: string): HTMLCanvasElement {
  const { width, height, margin, title: size } = posterOf(painting.width, painting.height);
  const [canvas, context] = canvasOf(width, height);
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

function canvasOf(width: number, height: number) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return [canvas, canvas.getContext("2d")] as const;
}
