// The cells where the painting is, and so as large as there is room for.

import { part } from "../../controls/panel";
import type { StudioContext } from "../../tool";

export class LargeView {
  readonly #context: StudioContext;
  readonly #button: HTMLButtonElement;
  readonly #place: HTMLElement;
  readonly #table: HTMLElement;
  readonly #view = document.createElement("div");
  #release: (() => void) | undefined;

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#context = context;
    this.#button = part(panel, "grid-large", HTMLButtonElement);
    this.#place = part(panel, "grid-place", HTMLElement);
    this.#table = part(panel, "grid-table", HTMLElement);
    this.#view.className = "grid-stage";
    // A press on a cell must not drag the picture below it.
    this.#view.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.#button.addEventListener("click", () => {
      this.shown = !this.shown;
    });
  }

  set disabled(disabled: boolean) {
    this.#button.disabled = disabled;
  }

  get shown(): boolean {
    return this.#release !== undefined;
  }

  set shown(shown: boolean) {
    if (shown === this.shown) return;
    const { activeElement } = document;
    const focused = this.#table.contains(activeElement) ? activeElement : undefined;
    (shown ? this.#view : this.#place).append(this.#table);
    this.#release?.();
    this.#release = shown ? this.#context.show(this.#view) : undefined;
    this.#button.ariaPressed = String(shown);
    // An element that is moved in the page loses the focus.
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
