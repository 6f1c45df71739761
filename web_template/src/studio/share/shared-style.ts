// What a shared style is: the part of a recipe that links and files carry. Never a picture.

import type { Strokes } from "../../api/types";

export interface SharedVector {
  /** The name it was given when it was shared, if any. */
  readonly title: string | undefined;
  /** At least 0; the shares of the weights count. */
  readonly weight: number;
  readonly vector: readonly number[];
  /** Largest difference of its numbers from those that were shared. */
  readonly error: number;
}

export interface SharedStyle {
  /** The vector space that the vectors belong to. */
  readonly space: string;
  /** 0 to `MOST_STRENGTH`. */
  readonly strength: number;
  /** 0: the style's colours, 1: the photo's own. */
  readonly colours: number;
  readonly strokes: Strokes;
  /** Whether eyes and mouths are kept readable. */
  readonly keepFaces: boolean;
  /** One to `MOST_STYLES`, of one length. */
  readonly styles: readonly SharedVector[];
}

/** What came is no shared style: "damaged", or "newer" than this site understands. */
export class SharedStyleError extends Error {
  readonly reason: "damaged" | "newer";

  constructor(reason: "damaged" | "newer") {
    super(`This shared style is ${reason}.`);
    this.reason = reason;
  }
}
