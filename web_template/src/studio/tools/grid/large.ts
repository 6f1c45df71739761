// The cells where the painting is, and so as large as there is room for.

import { part } from "../../controls/panel";
import type { GuestCaption, ShownGuest, StudioContext } from "../../tool";

export class LargeView {
  readonly #context: StudioContext;
  readonly #button: HTMLButtonElement;
  readonly #place: HTMLElement;
  readonly #table: HTMLElement;
  readonly #view = document.createElement("div");
  readonly #save: () => void;
  #guest: ShownGuest | undefined;
  #caption: GuestCaption = { title: "", facts: "", savable: false };

  /**
   * @param save saves all cells as one picture
   * @param fit called with the width and height of the place, whenever they change
   */
  constructor(
    panel: HTMLElement,
    context: StudioContext,
    save: () => void,
    fit: (width: number, height: number) => void,
  ) {
    this.#context = context;
    this.#save = save;
    this.#button = part(panel, "grid-large", HTMLButtonElement);
    this.#place = part(panel, "grid-place", HTMLElement);
    this.#table = part(panel, "grid-table", HTMLElement);
    this.#view.className = "grid-stage";
    new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      if (this.shown) fit(width, height);
    }).observe(this.#view);
    // A press on a cell must not drag the picture below it.
    this.#view.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.#button.addEventListener("click", () => {
      this.shown = !this.shown;
    });
  }

  set disabled(disabled: boolean) {
    this.#button.disabled = disabled;
  }

  /** What the cells are, and how far they are. */
  describe(caption: GuestCaption): void {
    this.#caption = caption;
    this.#guest?.describe(caption);
  }

  get shown(): boolean {
    return this.#guest !== undefined;
  }

  set shown(shown: boolean) {
    if (shown === this.shown) return;
    const { activeElement } = document;
    const focused = this.#table.contains(activeElement) ? activeElement : undefined;
    (shown ? this.#view : this.#place).append(this.#table);
    this.#guest?.remove();
    this.#guest = shown ? this.#show() : undefined;
    this.#button.ariaPressed = String(shown);
    // An element that is moved in the page loses the focus.
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  #show(): ShownGuest {
    const leave = () => {
      this.shown = false;
    };
    const guest = this.#context.show({ view: this.#view, save: this.#save, leave });
    guest.describe(this.#caption);
    return guest;
  }
}
