// A row of pictures of which one is chosen.

import { ownPicture, type StudioPicture } from "./pictures";

export class Strip {
  readonly #fieldset: HTMLFieldSetElement;
  readonly #group: string;
  readonly #pictures: Map<string, StudioPicture>;
  readonly #onChange: () => void;
  #files = 0;

  /**
   * @param group the name its radio buttons share
   * @param onChange called when another picture was chosen
   */
  constructor(
    fieldset: HTMLFieldSetElement,
    group: string,
    samples: readonly StudioPicture[],
    onChange: () => void,
  ) {
    this.#fieldset = fieldset;
    this.#group = group;
    this.#pictures = new Map(samples.map((picture) => [picture.id, picture]));
    this.#onChange = onChange;
    fieldset.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "radio") onChange();
    });
    fieldset.disabled = false;
  }

  /** The chosen picture. */
  get chosen(): StudioPicture {
    const checked = this.#fieldset.querySelector<HTMLInputElement>("input[type=radio]:checked");
    const picture = this.#pictures.get(checked?.value ?? "");
    if (!picture) throw new Error(`No ${this.#group} is chosen.`);
    return picture;
  }

  /** Adds a visitor's file in front of the samples and chooses it. */
  async add(file: File): Promise<void> {
    const picture = await ownPicture(file, `own-${++this.#files}`);
    this.#pictures.set(picture.id, picture);
    const own = this.#fieldset.querySelector(".own");
    const choice = this.#choice(picture);
    own?.after(choice);
    choice.querySelector("input")?.focus();
    this.#onChange();
  }

  #choice(picture: StudioPicture): HTMLLabelElement {
    const label = document.createElement("label");
    label.className = "choice";
    const input = document.createElement("input");
    input.type = "radio";
    input.name = this.#group;
    input.value = picture.id;
    input.checked = true;
    const image = document.createElement("img");
    image.src = picture.url;
    image.alt = "";
    const title = document.createElement("span");
    title.className = "choice-title";
    title.textContent = picture.title;
    label.append(input, image, title);
    return label;
  }
}
