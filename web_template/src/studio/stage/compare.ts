// Before and after: the photo on the left of a line that can be moved, the painting on its right.

import { byId, elements } from "../page/elements";
import { placeSplit } from "../page/split";
import type { Zoom } from "./zoom";

export class Compare {
  readonly #divider = byId("divider", HTMLElement);
  readonly #slider = byId("compare", HTMLInputElement);

  constructor(zoom: Zoom) {
    this.#slider.addEventListener("input", () => this.#split());
    zoom.onChange(() => this.#split());
  }

  set shown(shown: boolean) {
    this.#divider.hidden = !shown;
    this.#split();
  }

  /** The line stays where it is on the screen while the picture zooms and moves below it. */
  #split(): void {
    const { viewport, picture } = elements;
    if (this.#divider.hidden) picture.style.removeProperty("--split");
    else placeSplit({ viewport, picture, divider: this.#divider, slider: this.#slider });
  }
}
