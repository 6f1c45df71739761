// The gallery of one kind: radio buttons that look like their pictures.

import type { Role } from "../../input/files";
import { choose } from "../../input/take";
import { addressOf, LISTED } from "../../model/pictures";
import type { Recipe, StudioPicture } from "../../model/recipe";
import type { StudioContext } from "../../tool";

export class Choices {
  readonly #role: Role;
  readonly #context: StudioContext;
  readonly #list: HTMLElement;
  readonly #radios = new Map<StudioPicture, HTMLInputElement>();

  constructor(panel: HTMLElement, role: Role, context: StudioContext) {
    this.#role = role;
    this.#context = context;
    this.#list = panel.querySelector(`[data-drop=${role}] [data-choices]`) as HTMLElement;
    const { all } = this.#pictures;
    this.#fill(all.value);
    all.subscribe((pictures) => this.#fill(pictures));
    context.recipe.subscribe((recipe) => this.#show(recipe));
    this.#show(context.recipe.value);
  }

  get #pictures() {
    return this.#role === "photo" ? this.#context.photos : this.#context.styles;
  }

  /** The samples are in the page already; a visitor's own pictures come before them. */
  #fill(pictures: readonly StudioPicture[]): void {
    for (const picture of pictures) {
      if (this.#radios.has(picture)) continue;
      const value = CSS.escape(picture.id);
      const radio =
        this.#list.querySelector<HTMLInputElement>(`input[value="${value}"]`) ?? this.#add(picture);
      this.#radios.set(picture, radio);
      radio.addEventListener("change", () => choose(this.#role, picture, this.#context));
    }
  }

  #add(picture: StudioPicture): HTMLInputElement {
    const { id, title } = picture;
    const label = document.createElement("label");
    label.className = "choice";
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = this.#role;
    radio.value = id;
    const image = document.createElement("img");
    image.src = addressOf(picture, LISTED);
    image.alt = "";
    const words = document.createElement("span");
    words.className = "choice-title";
    words.textContent = title;
    label.append(radio, image, words);
    this.#list.prepend(label);
    return radio;
  }

  #show(recipe: Recipe): void {
    const chosen = this.#role === "photo" ? recipe.photo : onlyStyle(recipe);
    for (const [picture, radio] of this.#radios) {
      if (picture === chosen && !radio.checked) radio.closest("label")?.scrollIntoView?.(NEAREST);
      radio.checked = picture === chosen;
    }
    if (this.#role === "style") this.#showCombined(recipe);
  }

  #showCombined({ styles }: Recipe): void {
    const note = document.getElementById("stylize-combined");
    if (!note) return;
    note.hidden = styles.length < 2;
    note.textContent = this.#context.text("stylize.combined", { count: styles.length });
  }
}

const NEAREST: ScrollIntoViewOptions = { block: "nearest", inline: "nearest" };

/** The picture of a recipe's style where there is one style alone, and it is a picture. */
export function onlyStyle({ styles }: Recipe): StudioPicture | undefined {
  const [style, ...others] = styles;
  return others.length === 0 && style?.source.kind === "picture" ? style.source.picture : undefined;
}
