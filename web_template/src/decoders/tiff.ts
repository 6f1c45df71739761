// A worker that decodes TIFF pictures, as scanners and editors write them: the first of a file.

import { type Directory, decode, decodeImage, toRGBA8 } from "utif2";
import { upright } from "../shared/canvas";
import { MOST_PIXELS } from "../shared/picture";
import { answerWith, colorSpaceOf, drawn } from "./answer";

/** Numbers of tags (TIFF 6.0, and ICC.1). */
const [WIDTH, HEIGHT, BITS, INTERPRETATION] = ["t256", "t257", "t258", "t262"] as const;
const [ORIENTATION, SAMPLES, PLANES, EXTRA] = ["t274", "t277", "t284", "t338"] as const;
const PROFILE = "t34675";

/** Samples of a pixel that are its colour, by interpretation: grey twice, RGB, palette, CMYK, YCbCr. */
const COLOURS = [1, 1, 3, 1, undefined, 4, 3] as const;
const [WHITE_IS_ZERO, RGB, CMYK] = [0, 2, 5] as const;

/** Values of tags: samples in planes; opacity that colours are multiplied by, and that they are not. */
const [APART, ASSOCIATED, UNASSOCIATED] = [2, 1, 2] as const;

// UTIF.js asks the page for a converter of CMYK.
Object.assign(self, { window: self });

answerWith(async (file) => {
  const [first] = decode(file);
  if (!first) return undefined;
  const [width, height] = [numberOf(first[WIDTH]), numberOf(first[HEIGHT])];
  if (!(width * height <= MOST_PIXELS)) return undefined;
  decodeImage(file, first);
  const rgba = pixelsOf(first);
  if (!rgba) return undefined;
  const profile = Uint8Array.from((first[PROFILE] ?? []) as number[]);
  const colorSpace = colorSpaceOf(profile);
  const pixels = new ImageData(width, height, { colorSpace });
  pixels.data.set(rgba);
  const canvas = upright(drawn(pixels).canvas, numberOf(first[ORIENTATION]));
  const isConverted = colorSpace !== "srgb" || !isOfRgb(profile);
  return isConverted ? { canvas } : { canvas, profile };
});

/**
 * RGBA of a picture; undefined where UTIF.js does not read it rightly: samples in planes of their own,
 * colours such as CIE Lab, and other samples beside anything but 8 bits, or RGB of 16.
 */
function pixelsOf(picture: Directory): Uint8Array | undefined {
  const interpretation = numberOf(picture[INTERPRETATION] ?? [RGB]);
  const bits = numberOf(picture[BITS] ?? [1]);
  const colours = COLOURS[interpretation];
  const samples = numberOf(picture[SAMPLES] ?? [colours]);
  const isApart = samples > 1 && numberOf(picture[PLANES]) === APART;
  if (colours === undefined || isApart || (interpretation === CMYK && bits !== 8)) return undefined;
  const rgba = toRGBA8(picture);
  // What it does not know it leaves transparent.
  if (samples === colours) return rgba[3] === 255 ? rgba : undefined;
  const isRead = bits === 8 ? interpretation !== WHITE_IS_ZERO : interpretation === RGB;
  if (!isRead || bits > 16 || (bits === 16 && samples > 4)) return undefined;
  // Of 16 bits the second byte is the high one.
  const first = ((colours + 1) * bits) / 8 - 1;
  setOpacity(rgba, picture.data, first, (samples * bits) / 8, numberOf(picture[EXTRA]));
  return rgba;
}

/**
 * Makes a sample the opacity if it is said to be that.
 *
 * @param first where the sample of the first pixel lies
 * @param step bytes of a pixel
 */
function setOpacity(
  rgba: Uint8Array,
  samples: Uint8Array,
  first: number,
  step: number,
  kind: number,
): void {
  const isOpacity = kind === ASSOCIATED || kind === UNASSOCIATED;
  for (let i = 0, at = first; i < rgba.length; i += 4, at += step) {
    const opacity = isOpacity ? Number(samples[at]) : 255;
    rgba[i + 3] = opacity;
    if (kind !== ASSOCIATED) continue;
    for (let k = i; k < i + 3; k++) {
      rgba[k] = Math.min(255, Math.round((255 * Number(rgba[k])) / Math.max(1, opacity)));
    }
  }
}

/** Whether a colour profile is one of RGB (ICC.1, section 7.2.6). */
function isOfRgb(profile: Uint8Array): boolean {
  return String.fromCharCode(...profile.subarray(16, 20)) === "RGB ";
}

function numberOf(tag: unknown): number {
  return Number((tag as readonly number[] | undefined)?.[0]);
}
