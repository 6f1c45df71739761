// The cells on the page: small pictures to walk among with the arrow keys and to take.

import { part } from "../../controls/panel";
import { mixtureInWords } from "../../mixture/words";
import type { WeightedStyle } from "../../model/recipe";
import { number } from "../../page/format";
import { type Cell, CORNERS, columnsFor } from "./cells";

/** A cell and what it is painted in. */
export interface Mixture {
  readonly cell: Cell;
  readonly styles: readonly WeightedStyle[];
}

interface Shown {
  readonly cell: Cell;
  readonly button: HTMLButtonElement;
  readonly canvas: HTMLCanvasElement;
}

export class Table {
  readonly #table: HTMLElement;
  readonly #onTake: (index: number) => void;
  #cells: readonly Shown[] = [];
  #aspect = 1;

  constructor(panel: HTMLElement, onTake: (index: number) => void) {
    this.#table = part(panel, "grid-table", HTMLElement);
    this.#onTake = onTake;
    this.#table.addEventListener("keydown", (event) => this.#walk(event));
  }

  /**
   * Empty cells.
   *
   * @param aspect width to height of their pictures
   */
  build(mixtures: readonly Mixture[], columns: number, aspect: number): void {
    this.#aspect = aspect;
    this.#shape(columns, mixtures.length / columns);
    this.#table.style.setProperty("--aspect", String(aspect));
    this.#cells = mixtures.map(({ cell, styles }, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "grid-cell";
      button.ariaLabel = mixtureInWords(styles);
      button.title = button.ariaLabel;
      button.tabIndex = index === 0 ? 0 : -1;
      button.addEventListener("click", () => this.#take(index));
      const canvas = document.createElement("canvas");
      button.append(canvas);
      if (cell.shares.length === CORNERS.strip) button.append(sharesOn(cell));
      return { cell, button, canvas };
    });
    const last = this.#cells.at(-1)?.cell.row ?? -1;
    const rows = Array.from({ length: last + 1 }, (_, row) =>
      rowOf(this.#cells.filter(({ cell }) => cell.row === row)),
    );
    this.#table.replaceChildren(...rows);
    this.#table.hidden = mixtures.length === 0;
    this.#table.classList.toggle("strip-cells", last === 0);
  }

  /** Makes the cells of a strip as large as they can be in a place of this width and height. */
  fit(width: number, height: number): void {
    const cells = this.#cells.length;
    if (this.#cells.at(-1)?.cell.row !== 0) return;
    const columns = columnsFor(cells, this.#aspect, width, height);
    this.#shape(columns, Math.ceil(cells / columns));
  }

  /** Shows a cell's painting. */
  fill(index: number, image: ImageData): void {
    const shown = this.#cells[index];
    if (!shown) return;
    const { canvas, button } = shown;
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    button.classList.add("painted");
  }

  #shape(columns: number, rows: number): void {
    this.#table.style.setProperty("--columns", String(columns));
    this.#table.style.setProperty("--rows", String(rows));
  }

  #take(index: number): void {
    for (const [at, { button }] of this.#cells.entries()) {
      button.tabIndex = at === index ? 0 : -1;
      button.ariaCurrent = at === index ? "true" : null;
    }
    this.#onTake(index);
  }

  #walk(event: KeyboardEvent): void {
    const from = this.#cells.find(({ button }) => button === document.activeElement)?.cell;
    const way = WAYS[event.key];
    if (!from || !way) return;
    const next = this.#cells.find(
      ({ cell }) => cell.row === from.row + way.row && cell.column === from.column + way.column,
    );
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    for (const { button } of this.#cells) button.tabIndex = button === next.button ? 0 : -1;
    next.button.focus();
  }
}

/** How much of each style there is; the cell's name says it, too. */
function sharesOn({ shares }: Cell): HTMLElement {
  const words = document.createElement("span");
  words.className = "grid-share";
  words.ariaHidden = "true";
  words.textContent = shares.map((share) => number(Math.round(100 * share))).join(" : ");
  return words;
}

const WAYS: Readonly<Record<string, { readonly row: number; readonly column: number }>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
};

function rowOf(cells: readonly Shown[]): HTMLElement {
  const row = document.createElement("div");
  row.role = "row";
  row.className = "grid-row";
  for (const { button } of cells) {
    const cell = document.createElement("div");
    cell.role = "gridcell";
    cell.append(button);
    row.append(cell);
  }
  return row;
}
