// The list of styles in a mixture, each with its amount and a way to take it out.

import { part } from "../../controls/panel";
import { sharesOf } from "../../mixture/mix";
import { thumbnail } from "../../mixture/thumbnail";
import { titleOf, type WeightedStyle } from "../../model/recipe";
import { percent } from "../../page/format";
import type { StudioContext } from "../../tool";

export interface AmountsListener {
  /** @param share from 0 to 1 */
  move(index: number, share: number): void;
  rest(): void;
  remove(index: number): void;
}

interface Row {
  readonly item: HTMLLIElement;
  readonly slider: HTMLInputElement;
  readonly output: HTMLOutputElement;
}

export class Amounts {
  readonly #list: HTMLElement;
  readonly #context: StudioContext;
  readonly #listener: AmountsListener;
  #rows: readonly Row[] = [];
  #styles: readonly WeightedStyle[] = [];

  constructor(panel: HTMLElement, context: StudioContext, listener: AmountsListener) {
    this.#list = part(panel, "combine-amounts", HTMLElement);
    this.#context = context;
    this.#listener = listener;
  }

  /** Two styles share one slider elsewhere; of more each has its own. */
  show(styles: readonly WeightedStyle[]): void {
    const known = this.#styles;
    this.#styles = styles;
    const same =
      styles.length === known.length &&
      styles.every(({ source }, index) => source === known[index]?.source);
    // Rows are kept during a drag of one of their sliders.
    if (!same) this.#build();
    const shares = sharesOf(styles);
    for (const [index, { slider, output }] of this.#rows.entries()) {
      const share = shares[index] ?? 0;
      const words = percent(share);
      output.textContent = words;
      slider.ariaValueText = words;
      if (Math.abs(slider.valueAsNumber - 100 * share) > 0.5) slider.valueAsNumber = 100 * share;
    }
  }

  #build(): void {
    this.#rows = this.#styles.map((style, index) => this.#row(style, index));
    this.#list.replaceChildren(...this.#rows.map(({ item }) => item));
  }

  #row({ source }: WeightedStyle, index: number): Row {
    const id = `combine-amount-${index + 1}`;
    const item = document.createElement("li");
    item.className = "combine-amount";
    const label = document.createElement("label");
    label.htmlFor = id;
    label.textContent = titleOf(source);
    const output = document.createElement("output");
    output.htmlFor.add(id);
    const slider = document.createElement("input");
    slider.type = "range";
    slider.className = "slider";
    slider.id = id;
    slider.hidden = this.#styles.length < 3;
    slider.addEventListener("input", () => this.#listener.move(index, slider.valueAsNumber / 100));
    slider.addEventListener("change", () => this.#listener.rest());
    item.append(thumbnail(source), label, output, this.#removeButton(source, index), slider);
    return { item, slider, output };
  }

  #removeButton(source: WeightedStyle["source"], index: number): HTMLButtonElement {
    const template = this.#list.parentElement?.querySelector("template");
    const button = template?.content.firstElementChild?.cloneNode(true) as HTMLButtonElement;
    button.ariaLabel = this.#context.text("combine.remove", { title: titleOf(source) });
    button.title = button.ariaLabel;
    button.addEventListener("click", () => {
      this.#listener.remove(index);
      this.#focusAfter(index);
    });
    return button;
  }

  /** The focused row was removed: the next one takes the focus, so that the keyboard keeps its place. */
  #focusAfter(index: number): void {
    const row = this.#rows[Math.min(index, this.#rows.length - 1)];
    row?.item.querySelector("button")?.focus();
  }
}
