// Pictures seen before: repainting with another strength should not decode a photo again.

import { checkPixels, fitted, type Picture } from "../../shared/picture";
import type { OpenedPicture } from "./lazy-picture";

/** Sizes remembered of one photo: those that previews come in, and some of finished pictures. */
const SIZES = 6;

/** Pixels of all that is remembered: large photos are decoded faster than painted. */
const MOST_PIXELS = 8e6;

interface Remembered {
  readonly size: number | undefined;
  readonly picture: Picture;
}

/** The sizes of the photo that was painted last. */
export class ResizedPictures {
  #key: number | undefined;
  #known: readonly Remembered[] = [];

  /**
   * A picture at a requested size.
   *
   * @param size long side in pixels; the picture's own where undefined
   */
  async get(opened: OpenedPicture, size: number | undefined): Promise<Picture> {
    const { key } = opened;
    if (key === undefined || key !== this.#key) this.#known = [];
    this.#key = key;
    const known = this.#known.find((content) => content.size === size);
    if (known) return known.picture;
    const decoded = await opened.decoded();
    const sides = fitted(...decoded.sides, size ?? Math.max(...decoded.sides));
    checkPixels(...sides);
    const picture = await decoded.resampled(...sides);
    if (key !== undefined) this.#remember({ size, picture });
    return picture;
  }

  /** Whether a picture may be asked for again, so that its pixels must not change. */
  keeps(picture: Picture): boolean {
    return this.#known.some((content) => content.picture === picture);
  }

  #remember(content: Remembered): void {
    let pixels = 0;
    this.#known = [content, ...this.#known].slice(0, SIZES).filter(({ picture }) => {
      pixels += picture.width * picture.height;
      return pixels <= MOST_PIXELS;
    });
  }
}
