// Thumbnails of all styles to choose from, for tools that need a style beside the recipe's.

import { addressOf, LISTED, type Pictures } from "../model/pictures";
import type { StudioPicture, StyleSource } from "../model/recipe";

export interface PickerOptions {
  /** Name of the inputs, unique in the page. */
  readonly name: string;
  /** Most pictures that can be chosen; with 1, one is always chosen. */
  readonly most?: number;
  /** The visitor chose other pictures; they come in the order of choosing. */
  onPick(chosen: readonly StudioPicture[]): void;
}

export class StylePicker {
  readonly #host: HTMLElement;
  readonly #styles: Pictures;
  readonly #options: PickerOptions;
  readonly #inputs = new Map<StudioPicture, HTMLInputElement>();
  #chosen: readonly StudioPicture[] = [];

  /** @param host shows the choices, also those that are added later */
  constructor(host: HTMLElement, styles: Pictures, options: PickerOptions) {
    this.#host = host;
    this.#styles = styles;
    this.#options = options;
    this.#fill();
    styles.all.subscribe(() => this.#fill());
  }

  /** The chosen pictures in the order of choosing. */
  get chosen(): readonly StudioPicture[] {
    return this.#chosen;
  }

  /** Shows the pictures of some styles as chosen; styles without a picture have none to show. */
  choose(sources: readonly StyleSource[]): void {
    const pictures = sources.flatMap((source) =>
      source.kind === "picture" && this.#inputs.has(source.picture) ? [source.picture] : [],
    );
    this.#chosen = pictures.slice(0, this.#most);
    this.#show();
  }

  get #most(): number {
    return this.#options.most ?? 1;
  }

  #fill(): void {
    const labels = this.#styles.all.value.map((picture) => this.#label(picture));
    this.#host.replaceChildren(...labels);
    this.#show();
  }

  #label(picture: StudioPicture): HTMLLabelElement {
    const input = document.createElement("input");
    input.type = this.#most === 1 ? "radio" : "checkbox";
    input.name = this.#options.name;
    input.value = picture.id;
    input.addEventListener("change", () => this.#pick(picture, input.checked));
    this.#inputs.set(picture, input);
    const image = document.createElement("img");
    image.src = picture.sample?.thumbnail ?? addressOf(picture, LISTED);
    image.alt = "";
    image.loading = "lazy";
    const title = document.createElement("span");
    title.className = "choice-title";
    title.textContent = picture.title;
    const label = document.createElement("label");
    label.className = "choice";
    label.append(input, image, title);
    return label;
  }

  #pick(picture: StudioPicture, checked: boolean): void {
    const others = this.#chosen.filter((other) => other !== picture);
    const room = this.#most === 1 ? [] : others.slice(-(this.#most - 1));
    this.#chosen = checked ? [...room, picture] : others;
    this.#show();
    this.#options.onPick(this.#chosen);
  }

  /** The order shows in `data-order`, from 1. */
  #show(): void {
    for (const [picture, input] of this.#inputs) {
      const order = this.#chosen.indexOf(picture) + 1;
      input.checked = order > 0;
      const label = input.closest("label");
      if (order > 0 && this.#most > 1) label?.setAttribute("data-order", String(order));
      else label?.removeAttribute("data-order");
    }
  }
}
