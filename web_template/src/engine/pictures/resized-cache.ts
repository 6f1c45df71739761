// Pictures seen before: repainting with another strength should not decode a photo again.

import { checkPixels, fitted, type Picture } from "../../shared/picture";
import type { OpenedPicture } from "./lazy-picture";
import { resized } from "./resample";

/** Sizes remembered of one photo: those that previews come in, and some of finished pictures. */
const SIZES = 8;

/** Pixels of all that is remembered: large photos are decoded faster than painted. */
const MOST_PIXELS = 8e6;

/** Long side in pixels of the copy that drafts are made from, unless they are larger. */
const DRAFT = 384;

interface Remembered {
  readonly size: number | undefined;
  readonly picture: Picture;
  /** Whether it was made from a smaller copy of the photo. */
  readonly isDraft: boolean;
}

/** The sizes of the photo that was painted last. */
export class ResizedPictures {
  #key: number | undefined;
  #known: readonly Remembered[] = [];

  /**
   * A picture at a requested size.
   *
   * @param size long side in pixels; the picture's own where undefined
   * @param isDraft whether it may be made from a smaller copy, so that the photo is decoded once
   */
  async get(opened: OpenedPicture, size: number | undefined, isDraft = false): Promise<Picture> {
    const { key } = opened;
    if (key === undefined || key !== this.#key) this.#known = [];
    this.#key = key;
    const known = this.#known.find(
      (content) => content.size === size && (isDraft || !content.isDraft),
    );
    if (known) return known.picture;
    if (isDraft && key !== undefined && size !== undefined && size < DRAFT) {
      const copy = await this.get(opened, DRAFT);
      const picture = await resized(copy, fitted(copy.width, copy.height, size));
      this.#remember({ size, picture, isDraft });
      return picture;
    }
    const decoded = await opened.decoded();
    const sides = fitted(...decoded.sides, size ?? Math.max(...decoded.sides));
    checkPixels(...sides);
    const picture = await decoded.resampled(...sides);
    if (key !== undefined) this.#remember({ size, picture, isDraft: false });
    return picture;
  }

  /** Whether a picture may be asked for again, so that its pixels must not change. */
  keeps(picture: Picture): boolean {
    return this.#known.some((content) => content.picture === picture);
  }

  #remember(content: Remembered): void {
    let room = MOST_PIXELS;
    this.#known = [content, ...this.#known].slice(0, SIZES).filter(({ picture }) => {
      const pixels = picture.width * picture.height;
      // What is too large for the room that is left must not push out what is not.
      if (pixels > room) return false;
      room -= pixels;
      return true;
    });
  }
}
