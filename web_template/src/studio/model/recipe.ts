// The recipe: everything that determines a painting, in one immutable value.

import type { Quality, Strokes } from "../../api/types";
import type { Sample, SetSummary } from "./site";

/** A picture made smaller. */
export interface SmallCopy {
  /** Its long side in pixels. */
  readonly side: number;
  readonly file: Blob;
  /** Where an `<img>` finds it. */
  readonly url: string;
}

/** A picture to paint or to take the style of. */
export interface StudioPicture {
  readonly id: string;
  readonly title: string;
  /** Where an `<img>` finds it. */
  readonly url: string;
  /** Of a large one of the visitor's own, the smallest first. */
  readonly copies: readonly SmallCopy[];
  readonly width: number;
  readonly height: number;
  /** What the build knows of it; a visitor's own picture has none. */
  readonly sample: Sample | undefined;
  /** The stem of its file name. */
  readonly stem: string;
  /** The file, always the same object, so that the engine knows what it decoded before. */
  blob(signal: AbortSignal): Promise<Blob>;
}

/** A part of a picture, in shares of its width and height: 0 to 1. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A picture that gives a style. */
export interface PictureStyle {
  readonly kind: "picture";
  readonly picture: StudioPicture;
  /** The part the style network sees; the largest centred square where undefined. */
  readonly crop?: Crop;
  /** Side in pixels at which the style network sees it; its own size where undefined. */
  readonly scale?: number;
}

/** A style that came without its picture, from a link or a file. */
export interface VectorStyle {
  readonly kind: "vector";
  readonly title: string;
  readonly vector: readonly number[];
  /** The vector space it belongs to. */
  readonly space: string;
}

export type StyleSource = PictureStyle | VectorStyle;

/** A style and how much of it there is; the shares of a recipe's weights count. */
export interface WeightedStyle {
  readonly source: StyleSource;
  readonly weight: number;
}

/** How much of each layer shows, scaled to the painting; the first layer has the rest to 255. */
export interface Masks {
  readonly width: number;
  readonly height: number;
  /** Shares of the second style, 0 to 255, row after row. */
  readonly second: Uint8Array;
  /** Shares of the photo; with those of the second style at most 255. */
  readonly photo: Uint8Array;
}

export interface Regions {
  /** The second style. */
  readonly style: StyleSource;
  /** Never written to: a stroke makes new ones. */
  readonly masks: Masks;
}

/** Most styles that can be combined. */
export const MOST_STYLES = 5;

/** Highest strength; what is over 1 is exaggeration. */
export const MOST_STRENGTH = 1.5;

export interface Recipe {
  readonly set: SetSummary;
  readonly quality: Quality;
  readonly photo: StudioPicture;
  /** One to `MOST_STYLES`. */
  readonly styles: readonly WeightedStyle[];
  /** 0 to `MOST_STRENGTH`. */
  readonly strength: number;
  /** 0: the style's colours, 1: the photo's own. */
  readonly colours: number;
  /**
   * Long side in pixels of the painting; the photo's own where undefined; "auto" is as much of it as
   * this machine paints in good time.
   */
  readonly size: number | "auto" | undefined;
  readonly strokes: Strokes;
  /** Whether eyes and mouths are kept readable. */
  readonly keepFaces: boolean;
  /** Parts of the painting that show a second style or the untouched photo. */
  readonly regions?: Regions | undefined;
}

export function titleOf(source: StyleSource): string {
  return source.kind === "picture" ? source.picture.title : source.title;
}
