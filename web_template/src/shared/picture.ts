import { failure } from "../api/errors";

/** An 8-bit sRGB picture, three bytes to a pixel, row after row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** Opacity, one byte to a pixel; undefined where all of it is opaque. */
  readonly alpha?: Uint8Array;
}

/** Smallest side, in pixels, of a picture that can be taken as a style. */
export const SMALLEST_SIDE = 16;

/** Most pixels a picture may have to be decoded: 64 megapixels. */
export const MOST_PIXELS = 64e6;

/** A part of a picture in whole pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The largest centred square of a picture. */
export function centredSquare(width: number, height: number): Region {
  const side = Math.min(width, height);
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  return { left, top, width: side, height: side };
}

/** Width and height when the long side becomes `size`. */
export function fitted(width: number, height: number, size: number): [number, number] {
  const long = Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.floor((length * size) / long + 0.5));
  return [side(width), side(height)];
}

/** Refuses pictures that are too small to be taken as a style, or too large to work with. */
export function checkSize(width: number, height: number): void {
  if (Math.min(width, height) < SMALLEST_SIDE) {
    throw failure("picture_small", { width, height, least: SMALLEST_SIDE });
  }
  checkPixels(width, height);
}

/** Refuses pictures that are too large to work with. */
export function checkPixels(width: number, height: number): void {
  if (width * height > MOST_PIXELS) {
    const megapixels = Math.round((width * height) / 1e6);
    throw failure("picture_large", { megapixels, most: MOST_PIXELS / 1e6 });
  }
}
