// Strip and grid: small paintings of all mixtures between two styles, or among four.

import type { ProgressEvent } from "../../../api/types";
import { chosenValue, part, Waiting } from "../../controls/panel";
import { withShares } from "../../mixture/mix";
import { type Recipe, titleOf } from "../../model/recipe";
import { list } from "../../page/format";
import { askBeforeLeaving } from "../../page/leaving";
import { describeProgress } from "../../page/progress";
import type { StudioContext, Tool } from "../../tool";
import { CORNERS, cellsOf, type GridLayout } from "./cells";
import { Corners } from "./corners";
import { LargeView } from "./large";
import { sheetOf } from "./sheet";
import { type Mixture, Table } from "./table";

/** Long side of a cell in pixels: enough to judge a style by, and painted quickly. */
const SIDE = 256;

export const tool: Tool = {
  mount(panel, context) {
    const grid = new Grid(panel, context);
    return { close: () => grid.close() };
  },
};

class Grid {
  readonly #panel: HTMLElement;
  readonly #context: StudioContext;
  readonly #corners: Corners;
  readonly #table: Table;
  readonly #waiting: Waiting;
  readonly #save: HTMLButtonElement;
  readonly #large: LargeView;
  /** Of which the paintings are. */
  #photo: Recipe["photo"];
  #mixtures: readonly Mixture[] = [];
  #paintings: ImageData[] = [];
  #controller = new AbortController();
  /** Whether its paintings are all there and are not saved. */
  #unsaved = false;

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#panel = panel;
    this.#context = context;
    this.#photo = context.recipe.value.photo;
    const changed = () => this.#clear();
    this.#corners = new Corners(panel, context, changed);
    this.#table = new Table(panel, (index) => this.#take(index));
    this.#waiting = new Waiting(panel, "grid-progress", () => this.#cancel());
    this.#save = part(panel, "grid-save", HTMLButtonElement);
    this.#save.addEventListener("click", () => void this.#export());
    this.#large = new LargeView(
      panel,
      context,
      () => void this.#export(),
      (width, height) => this.#table.fit(width, height),
    );
    for (const name of ["grid-layout", "grid-steps"]) {
      for (const input of panel.querySelectorAll(`input[name="${name}"]`)) {
        input.addEventListener("change", changed);
      }
    }
    part(panel, "grid-current", HTMLButtonElement).addEventListener("click", () => {
      this.#corners.takeRecipe();
      this.#clear();
    });
    part(panel, "grid-paint", HTMLButtonElement).addEventListener(
      "click",
      () => void this.#paint(),
    );
    this.#clear();
    askBeforeLeaving(() => this.#unsaved);
  }

  close(): void {
    this.#stop();
    this.#large.shown = false;
  }

  /** Stops what is being painted; what is there stays. */
  #stop(): void {
    this.#controller.abort();
    this.#waiting.hide();
  }

  get #layout(): GridLayout {
    return chosenValue(this.#panel, "grid-layout") === "table" ? "table" : "strip";
  }

  get #steps(): number {
    return Number(chosenValue(this.#panel, "grid-steps"));
  }

  /** Other styles or another layout: nothing painted so far shows that. */
  #clear(): void {
    this.#stop();
    this.#large.shown = false;
    this.#corners.show(CORNERS[this.#layout]);
    this.#mixtures = [];
    this.#paintings = [];
    this.#unsaved = false;
    this.#table.build([], 1, 1);
    this.#save.disabled = true;
    this.#large.disabled = true;
  }

  async #paint(): Promise<void> {
    this.#clear();
    const controller = new AbortController();
    this.#controller = controller;
    const recipe = this.#context.recipe.value;
    this.#photo = recipe.photo;
    this.#mixtures = this.#mixed();
    const { width, height } = recipe.photo;
    this.#table.build(this.#mixtures, this.#steps, width / height);
    this.#large.disabled = false;
    this.#large.shown = true;
    try {
      for (const index of this.#mixtures.keys()) {
        await this.#paintCell(index, recipe, controller.signal);
      }
      this.#finish();
    } catch (error) {
      if (!controller.signal.aborted) this.#context.fail(error);
    } finally {
      if (this.#controller === controller) this.#waiting.hide();
    }
  }

  #mixed(): Mixture[] {
    const layout = this.#layout;
    const styles = this.#corners.sources(CORNERS[layout]).map((source) => ({ source, weight: 1 }));
    return cellsOf(layout, this.#steps).map((cell) => ({
      cell,
      styles: withShares(styles, cell.shares).filter(({ weight }) => weight > 0),
    }));
  }

  async #paintCell(index: number, recipe: Recipe, signal: AbortSignal): Promise<void> {
    const total = this.#mixtures.length;
    this.#progress(this.#context.text("grid.painting", { step: index + 1, total }), index, total);
    const onProgress = (event: ProgressEvent) => {
      if (event.stage === "paint" || signal.aborted) return;
      this.#progress(describeProgress(event), event.loaded, event.total);
    };
    const { styles } = this.#mixtures[index] as Mixture;
    const wanted: Recipe = { ...recipe, styles, quality: "swift", regions: undefined };
    const image = await this.#context.paint(wanted, { size: SIDE, signal, onProgress });
    signal.throwIfAborted();
    this.#paintings.push(image);
    this.#table.fill(index, image);
  }

  #finish(): void {
    this.#save.disabled = false;
    this.#unsaved = true;
    this.#end(this.#context.text("grid.done", { count: this.#mixtures.length }), true);
  }

  #cancel(): void {
    this.#stop();
    this.#end(this.#context.text("studio.cancelled"), false);
  }

  #progress(words: string, done: number, total: number): void {
    this.#waiting.show(words, done, total);
    this.#describe(words, false);
  }

  #end(words: string, savable: boolean): void {
    this.#describe(words, savable);
    this.#context.announce(words);
  }

  #describe(facts: string, savable: boolean): void {
    const styles = list(this.#corners.sources(CORNERS[this.#layout]).map(titleOf));
    const title = this.#context.text("grid.caption", { photo: this.#photo.title, styles });
    this.#large.describe({ title, facts, savable });
  }

  #take(index: number): void {
    const { recipe } = this.#context;
    const styles = this.#mixtures[index]?.styles;
    if (!styles) return;
    // The grid gives way, so that the painting is visible.
    this.#large.shown = false;
    recipe.change({ styles });
  }

  async #export(): Promise<void> {
    const { encoded } = await import("../../pixels/encode");
    const sheet = sheetOf(this.#paintings, this.#steps);
    try {
      const blob = await encoded(sheet, { type: "image/png", quality: 1 });
      this.#unsaved = !this.#context.save(blob, `${this.#photo.stem}-${this.#layout}.png`);
    } catch (error) {
      this.#context.fail(error);
    }
  }
}
