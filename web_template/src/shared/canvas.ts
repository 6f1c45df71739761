/** A canvas that is never shown, also where workers' canvases do not exist. */
export function hiddenCanvas(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** By orientation (TIFF 6.0, tag 274), where a column's and a row's step go, from 1 on: across, down. */
const STEPS = [
  [1, 0, 0, 1],
  [-1, 0, 0, 1],
  [-1, 0, 0, -1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, 1, -1, 0],
  [0, -1, -1, 0],
  [0, -1, 1, 0],
] as const;

/** A picture as its orientation turns it; anything but a number from 1 to 8 turns nothing. */
export function upright(
  picture: ImageBitmap | OffscreenCanvas,
  orientation: number,
): OffscreenCanvas {
  const { width, height } = picture;
  const [a, b, c, d] = STEPS[orientation - 1] ?? STEPS[0];
  const turned = a === 0 ? new OffscreenCanvas(height, width) : new OffscreenCanvas(width, height);
  const context = turned.getContext("2d");
  // What would lie left of the canvas, or above it, is moved onto it.
  const left = Math.min(0, a * width + c * height);
  const top = Math.min(0, b * width + d * height);
  context?.setTransform(a, b, c, d, -left, -top);
  context?.drawImage(picture, 0, 0);
  return turned;
}
