// Keeps faces readable in a painting: lines of eyes and mouths are the photo's, colours and light the
// painting's.

import { fitted, type Picture } from "../../shared/picture";
import { lazyImport } from "../base/lazy";
import type { Turn } from "../base/yield";
import { blurred } from "../pictures/detail";
import type { Face } from "../pictures/faces";
import type { Canvas } from "../pictures/pixels";
import { CUBIC, ResampledRows, Resampler } from "../pictures/resample";

/** Long side in pixels at which the lines of a face are compared: finer strokes stay. */
const SIDE = 320;

/** Long side in pixels below which a picture is a preview. */
const SMALL = 416;

/** How far around a face's box is looked at, in shares of its sides: hair and chin. */
const AROUND = 0.35;

/** Pixels over which light is averaged, twice, as a share of the face's width: lines are narrower. */
const LIGHT = 0.14;

/** How much of the painting's lines become the photo's. */
const SHARE = 0.75;

/** Distance from a face's middle, in halves of its box, at which it begins to fade, and at which it ends. */
const FADING = [0.85, 1.35] as const;

/** A place of a picture and what is seen there, small. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Sides in pixels of `lines`. */
  readonly sides: readonly [number, number];
  /** Middle of the face and halves of its sides, in the same pixels. */
  readonly face: {
    readonly x: number;
    readonly y: number;
    readonly across: number;
    readonly down: number;
  };
  /** How much brighter than around each place is, in levels of 255. */
  readonly lines: Float32Array;
}

/** Rows of luminance, for a range of columns. */
type RowOf = (y: number, target: Uint8Array, left: number) => void;

/** Finds the faces of pictures, once for each picture that can be known again. */
export class KnownFaces {
  /** By picture and whether it was a small one, in which small faces are not found. */
  readonly #known = new Map<string, readonly Face[]>();

  /** @param key of the picture, if it has one */
  async of(picture: Picture, key: number | undefined, turn: Turn): Promise<readonly Face[]> {
    const name = `${key} ${Math.max(picture.width, picture.height) < SMALL}`;
    const known = key === undefined ? undefined : this.#known.get(name);
    if (known) return known;
    const { findFaces } = await lazyImport(() => import("../pictures/faces"));
    const faces = await findFaces(picture, turn);
    if (key !== undefined) this.#known.set(name, faces);
    return faces;
  }
}

/** The lines of the faces of a photo, which may be overwritten afterwards. */
export function linesOfFaces(photo: Picture, faces: readonly Face[]): readonly Place[] {
  const { width, height, data } = photo;
  const rowOf: RowOf = (y, target, left) => luminances(data, (y * width + left) * 3, 3, target);
  return faces.map((face) => {
    const left = Math.max(0, Math.floor((face.left - AROUND * face.width) * width));
    const top = Math.max(0, Math.floor((face.top - AROUND * face.height) * height));
    const right = Math.min(width, Math.ceil((face.left + (1 + AROUND) * face.width) * width));
    const bottom = Math.min(height, Math.ceil((face.top + (1 + AROUND) * face.height) * height));
    const area = { left, top, width: right - left, height: bottom - top };
    const sides = fitted(
      area.width,
      area.height,
      Math.min(SIDE, Math.max(area.width, area.height)),
    );
    const scale = sides[0] / area.width;
    const across = (face.width * width * scale) / 2;
    const down = (face.height * height * scale) / 2;
    const x = (face.left * width - left) * scale + across;
    const y = (face.top * height - top) * scale + down;
    const seen = { ...area, sides, face: { x, y, across, down } };
    return { ...seen, lines: linesAt(seen, rowOf) };
  });
}

/** Gives a painting the lines of a photo's faces, in place. */
export async function keepLines(
  { width, data }: Canvas,
  places: readonly Place[],
  turn: Turn,
): Promise<void> {
  const rowOf: RowOf = (y, target, left) => luminances(data, (y * width + left) * 4, 4, target);
  for (const place of places) {
    await turn();
    const painted = linesAt(place, rowOf);
    const { sides, lines } = place;
    // As bytes: none is 128.
    const change = Uint8Array.from(lines, (line, i) => {
      const share = SHARE * shareAt(i % sides[0], Math.floor(i / sides[0]), place);
      return Math.min(Math.max(128.5 + (share * (line - (painted[i] as number))) / 2, 0), 255);
    });
    const small = { width: sides[0], height: sides[1], data: change };
    const changes = new ResampledRows(CUBIC, small, [place.width, place.height], 1);
    for (let y = place.top; y < place.top + place.height; y++) {
      const row = changes.next();
      for (let x = 0, at = (y * width + place.left) * 4; x < place.width; x++, at += 4) {
        const difference = 2 * ((row[x] as number) - 128);
        // A clamped array rounds and stays within bytes by itself.
        for (let c = at; c < at + 3; c++) data[c] = (data[c] as number) + difference;
      }
    }
  }
}

/** How much of a face is at a place of what is seen, 0 to 1. */
function shareAt(x: number, y: number, { face }: Pick<Place, "face">): number {
  const away = Math.hypot((x + 0.5 - face.x) / face.across, (y + 0.5 - face.y) / face.down);
  const [begin, end] = FADING;
  const t = Math.min(Math.max((end - away) / (end - begin), 0), 1);
  return t * t * (3 - 2 * t);
}

/** How much brighter than around each place is. */
function linesAt(
  { left, top, width, height, sides, face }: Omit<Place, "lines">,
  rowOf: RowOf,
): Float32Array {
  const resampler = new Resampler([width, height], sides, 1);
  const row = new Uint8Array(width);
  for (let y = top; y < top + height; y++) {
    rowOf(y, row, left);
    resampler.add(row);
  }
  const luminance = Float32Array.from(resampler.data);
  const radius = Math.max(1, Math.round(LIGHT * 2 * face.across));
  const once = blurred(luminance, ...sides, radius);
  const light = blurred(once, ...sides, radius);
  return luminance.map((value, i) => value - (light[i] as number));
}

/** The luminance of a row of pixels, from a byte on. */
function luminances(data: ArrayLike<number>, from: number, bytes: 3 | 4, target: Uint8Array): void {
  for (let i = 0, at = from; i < target.length; i++, at += bytes) {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]] as [number, number, number];
    target[i] = (77 * red + 150 * green + 29 * blue) >> 8;
  }
}
