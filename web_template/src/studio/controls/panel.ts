// The parts of a tool's panel, as the macros of fields.html.j2 write them.

/** An element of the panel by its id, with its type checked. */
export function part<T extends HTMLElement>(panel: HTMLElement, id: string, type: new () => T): T {
  const element = panel.querySelector(`#${id}`);
  if (!(element instanceof type)) throw new Error(`The panel has no ${type.name} #${id}.`);
  return element;
}

/** The value of the radio button that is chosen among those of one name. */
export function chosenValue(panel: HTMLElement, name: string): string {
  const input = panel.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`);
  return input?.value ?? "";
}

/** Chooses the radio button of a value among those of one name. */
export function chooseValue(panel: HTMLElement, name: string, value: string): void {
  const inputs = panel.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`);
  for (const input of inputs) if (input.value === value) input.checked = true;
}

/** Changes the words on a button. */
export function setWords(button: HTMLButtonElement, words: string): void {
  const label = button.querySelector("span") ?? button;
  if (label.textContent !== words) label.textContent = words;
}

export interface SliderListener {
  /** Called during a drag. */
  input?(value: number): void;
  /** Called at the end of a drag. */
  change?(value: number): void;
}

/** A slider with its value in words beside it. */
export class Slider {
  readonly #input: HTMLInputElement;
  readonly #output: HTMLOutputElement;
  readonly #words: (value: number) => string;

  constructor(
    panel: HTMLElement,
    id: string,
    words: (value: number) => string,
    listener: SliderListener = {},
  ) {
    this.#input = part(panel, id, HTMLInputElement);
    this.#output = part(panel, `${id}-value`, HTMLOutputElement);
    this.#words = words;
    this.#input.addEventListener("input", () => {
      this.#show();
      listener.input?.(this.value);
    });
    this.#input.addEventListener("change", () => listener.change?.(this.value));
    this.#show();
  }

  get value(): number {
    return this.#input.valueAsNumber;
  }

  set value(value: number) {
    this.#input.valueAsNumber = value;
    this.#show();
  }

  #show(): void {
    const words = this.#words(this.value);
    this.#output.textContent = words;
    this.#input.ariaValueText = words;
  }
}

/** The progress of something that takes a while, with its Cancel button. */
export class Waiting {
  readonly #row: HTMLElement;
  readonly #bar: HTMLProgressElement;
  readonly #text: HTMLElement;

  constructor(panel: HTMLElement, id: string, onCancel: () => void) {
    this.#row = part(panel, id, HTMLElement);
    this.#bar = part(panel, `${id}-bar`, HTMLProgressElement);
    this.#text = part(panel, `${id}-text`, HTMLElement);
    part(panel, `${id}-cancel`, HTMLButtonElement).addEventListener("click", onCancel);
  }

  show(words: string, loaded: number, total: number): void {
    this.#bar.max = Math.max(total, 1);
    this.#bar.value = loaded;
    this.#text.textContent = words;
    this.#row.hidden = false;
  }

  hide(): void {
    this.#row.hidden = true;
  }
}
