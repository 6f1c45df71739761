// Before and after: the photo on the left of a line that can be moved, the painting on its right.

import { byId, elements } from "../page/elements";
import type { Zoom } from "./zoom";

export class Compare {
  readonly #zoom: Zoom;
  readonly #divider = byId("divider", HTMLElement);
  readonly #slider = byId("compare", HTMLInputElement);

  constructor(zoom: Zoom) {
    this.#zoom = zoom;
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
    if (this.#divider.hidden) {
      picture.style.removeProperty("--split");
      return;
    }
    const share = this.#slider.valueAsNumber / 100;
    this.#divider.style.setProperty("--share", String(share));
    const { width } = picture.getBoundingClientRect();
    const line = viewport.getBoundingClientRect().left + share * viewport.clientWidth;
    const left = this.#zoom.left;
    const split = Math.min(Math.max((line - left) / width, 0), 1);
    picture.style.setProperty("--split", `${(100 * split).toFixed(3)}%`);
  }
}
