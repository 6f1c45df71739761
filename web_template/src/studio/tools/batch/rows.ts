// The queue as a list: for each photo its thumbnail, its name and how far it is.

import type { StudioContext } from "../../tool";
import type { Item } from "./queue";

/** Sides in pixels that a thumbnail has at most. */
const THUMBNAIL = 96;

interface Row {
  readonly element: HTMLLIElement;
  readonly thumbnail: HTMLCanvasElement;
  readonly state: HTMLElement;
}

export class Rows {
  readonly #list: HTMLElement;
  readonly #text: StudioContext["text"];
  readonly #onRemove: (file: File) => void;
  readonly #rows = new Map<File, Row>();
  /** Large photos are decoded one at a time. */
  #decoded: Promise<void> = Promise.resolve();

  constructor(list: HTMLElement, text: StudioContext["text"], onRemove: (file: File) => void) {
    this.#list = list;
    this.#text = text;
    this.#onRemove = onRemove;
  }

  show(item: Item): void {
    const { file, state, problem, painted } = item;
    const row = this.#rows.get(file) ?? this.#add(file);
    row.element.dataset.state = state;
    row.state.textContent = problem ?? this.#text(`batch.${state}`);
    if (painted?.blob) this.#drawLater(row, painted.blob);
    if (state === "painting") row.element.scrollIntoView({ block: "nearest" });
  }

  clear(): void {
    this.#rows.clear();
    this.#list.replaceChildren();
  }

  remove(file: File): void {
    this.#rows.get(file)?.element.remove();
    this.#rows.delete(file);
  }

  #add(file: File): Row {
    const thumbnail = document.createElement("canvas");
    thumbnail.width = THUMBNAIL;
    thumbnail.height = THUMBNAIL;
    thumbnail.ariaHidden = "true";
    const name = document.createElement("span");
    name.className = "batch-name";
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "batch-state";
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "batch-remove";
    remove.textContent = "×";
    remove.ariaLabel = this.#text("batch.remove", { name: file.name });
    remove.addEventListener("click", () => this.#onRemove(file));
    const element = document.createElement("li");
    element.append(thumbnail, name, state, remove);
    this.#list.append(element);
    const row = { element, thumbnail, state };
    this.#rows.set(file, row);
    this.#drawLater(row, file);
    return row;
  }

  #drawLater({ thumbnail, element }: Row, picture: Blob): void {
    this.#decoded = this.#decoded.then(async () => {
      if (!element.isConnected) return;
      const options = { resizeHeight: THUMBNAIL, resizeQuality: "medium" } as const;
      // That it cannot be read is reported when it is painted.
      const bitmap = await createImageBitmap(picture, options).catch(() => undefined);
      if (!bitmap) return;
      const { width, height } = bitmap;
      const left = (THUMBNAIL - width) / 2;
      thumbnail.getContext("2d")?.drawImage(bitmap, left, 0, width, height);
      bitmap.close();
    });
  }
}
