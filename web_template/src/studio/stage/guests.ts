// What a tool shows where the picture is: with a caption of its own, and a Download that saves it.

import { byId, elements } from "../page/elements";
import type { GuestCaption, ShownGuest, StageGuest } from "../tool";

const CLASS = "has-guest";

export class Guests {
  readonly #place = byId("guest", HTMLElement);
  readonly #title = byId("guest-title", HTMLElement);
  readonly #facts = byId("guest-facts", HTMLElement);
  readonly #download = byId("guest-download", HTMLButtonElement);
  #shown: StageGuest | undefined;

  constructor() {
    this.#download.addEventListener("click", () => {
      if (this.#download.ariaDisabled !== "true") this.#shown?.save();
    });
  }

  /** What saves the guest, if there is one. */
  get download(): HTMLButtonElement | undefined {
    return this.#shown && this.#download;
  }

  /** Shows a guest in place of the one before. */
  show(guest: StageGuest): ShownGuest {
    this.#shown = guest;
    this.#place.replaceChildren(guest.view);
    this.#place.hidden = false;
    elements.stage.classList.add(CLASS);
    this.#describe({ title: "", facts: "", savable: false });
    return {
      describe: (caption) => {
        if (this.#shown === guest) this.#describe(caption);
      },
      remove: () => this.#remove(guest),
    };
  }

  /** Asks the guest to go, for a painting is to be seen. */
  leave(): void {
    this.#shown?.leave();
  }

  #describe({ title, facts, savable }: GuestCaption): void {
    this.#title.textContent = title;
    this.#title.title = title;
    this.#facts.textContent = facts;
    this.#download.ariaDisabled = String(!savable);
  }

  #remove(guest: StageGuest): void {
    guest.view.remove();
    if (this.#shown !== guest) return;
    this.#shown = undefined;
    this.#place.hidden = true;
    elements.stage.classList.remove(CLASS);
  }
}
