// The photo on the stage: a copy of a large one, as long as no more of it can be seen.

import { addressOf } from "../model/pictures";
import type { StudioPicture } from "../model/recipe";
import { elements } from "../page/elements";
import type { Zoom } from "./zoom";

export class StagePhoto {
  readonly #zoom: Zoom;
  /** Undefined as long as it is the one that the page opens on. */
  #shown: StudioPicture | undefined;

  constructor(zoom: Zoom) {
    this.#zoom = zoom;
    zoom.onChange(() => this.#sharpen());
  }

  show(picture: StudioPicture): void {
    const { photo } = elements;
    // The formats and widths that the page offers are those of its first photo.
    for (const source of elements.picture.querySelectorAll("source")) source.remove();
    photo.removeAttribute("sizes");
    photo.alt = picture.title;
    photo.width = picture.width;
    photo.height = picture.height;
    this.#shown = picture;
    this.#load(this.#addressOf(picture));
  }

  /** Takes the photo itself in place of a copy that shows fewer pixels than the screen does now. */
  #sharpen(): void {
    const shown = this.#shown;
    if (!shown || elements.photo.src === shown.url) return;
    const before = shown.copies.find(({ url }) => url === elements.photo.src);
    const isBlurred = before && before.side < this.#zoom.pixelsOf(shown.width, shown.height);
    if (isBlurred) this.#load(this.#addressOf(shown));
  }

  #addressOf(picture: StudioPicture): string {
    return addressOf(picture, this.#zoom.pixelsOf(picture.width, picture.height));
  }

  #load(url: string): void {
    const { photo } = elements;
    // Without it Chromium takes the new picture to be as dense as the one before.
    photo.srcset = `${url} 1x`;
    photo.src = url;
  }
}
