// Region: a brush decides where the painting, a second style or the untouched photo shows.

import { chosenValue, part, Slider } from "../../controls/panel";
import { StylePicker } from "../../controls/picker";
import { filled, freshMasks, inverted, type Layer } from "../../model/masks";
import type { Masks, Recipe, Regions, StyleSource } from "../../model/recipe";
import { percent } from "../../page/format";
import type { StudioContext, Tool, ToolView } from "../../tool";
import { BrushOverlay } from "./brush-overlay";
import { StrokeLayers } from "./layers";

export const tool: Tool = {
  mount: (panel, context) => new RegionTool(panel, context),
};

class RegionTool implements ToolView {
  readonly #panel: HTMLElement;
  readonly #context: StudioContext;
  readonly #overlay: BrushOverlay;
  readonly #layers: StrokeLayers;
  readonly #picker: StylePicker;
  readonly #size: Slider;
  readonly #softness: Slider;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  /** The second style of the next stroke. */
  #style: StyleSource;
  #fresh: Masks | undefined;
  #takeAway: (() => void) | undefined;

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#panel = panel;
    this.#context = context;
    this.#layers = new StrokeLayers(context);
    this.#style = this.#recipe.regions?.style ?? otherStyle(context);
    const showBrush = () => this.#overlay.showBrush();
    const words = (value: number) => percent(value / 100);
    this.#size = new Slider(panel, "region-size", words, { input: showBrush });
    this.#softness = new Slider(panel, "region-softness", words);
    this.#overlay = new BrushOverlay(part(panel, "region-board", HTMLElement), this.#listener());
    this.#picker = new StylePicker(part(panel, "region-styles", HTMLElement), context.styles, {
      name: "region-style",
      onPick: ([picture]) => picture && this.#take({ kind: "picture", picture }),
    });
    this.#undo = this.#button("region-undo", () => context.recipe.undo());
    this.#redo = this.#button("region-redo", () => context.recipe.redo());
    this.#button("region-fill", () => this.#paint(filled(this.#masks, this.#layer)));
    this.#button("region-invert", () => this.#paint(inverted(this.#masks, this.#other)));
    this.#button("region-clear", () => this.#clear());
    panel.addEventListener("change", () => this.#showSecond());
    context.recipe.subscribe((recipe, before) => this.#onRecipe(recipe, before));
    context.result.subscribe(() => this.#onResult());
    this.#showState();
  }

  open(): void {
    this.#onResult();
    this.#showState();
  }

  close(): void {
    this.#takeAway?.();
    this.#takeAway = undefined;
    this.#layers.stop();
  }

  get #recipe(): Recipe {
    return this.#context.recipe.value;
  }

  get #layer(): Layer {
    return chosenValue(this.#panel, "region-layer") as Layer;
  }

  /** What changes places with the first style. */
  get #other(): "second" | "photo" {
    return this.#layer === "second" ? "second" : "photo";
  }

  get #masks(): Masks {
    const { regions, photo } = this.#recipe;
    if (regions) return regions.masks;
    const fresh = freshMasks(photo.width, photo.height);
    if (this.#fresh?.width !== fresh.width || this.#fresh.height !== fresh.height) {
      this.#fresh = fresh;
    }
    return this.#fresh;
  }

  #listener(): ConstructorParameters<typeof BrushOverlay>[1] {
    return {
      masks: () => this.#masks,
      brush: () => ({
        layer: this.#layer,
        size: this.#size.value / 100,
        softness: this.#softness.value / 100,
      }),
      layers: () => this.#layers.layers,
      onStroke: (masks) => this.#paint(masks),
      onMove: ({ x, y }) => {
        const values = { across: percent(x), down: percent(y) };
        this.#context.announce(this.#context.text("region.brush_at", values));
      },
      onResize: (steps) => {
        this.#size.value += 2 * steps;
      },
    };
  }

  #paint(masks: Masks): void {
    this.#change({ style: this.#style, masks });
  }

  #clear(): void {
    if (this.#recipe.regions) this.#change(undefined);
  }

  #change(regions: Regions | undefined): void {
    this.#context.recipe.change({ regions });
  }

  #take(style: StyleSource): void {
    this.#style = style;
    const { regions } = this.#recipe;
    if (regions) this.#change({ ...regions, style });
    else this.#requestLayers();
  }

  #onRecipe(recipe: Recipe, before: Recipe): void {
    const { regions } = recipe;
    if (regions) this.#style = regions.style;
    this.#showState();
    if (!this.#takeAway) return;
    if (regions !== before.regions && this.#layers.layers) this.#overlay.show(this.#masks);
    this.#requestLayers();
  }

  /** There is something to paint on as soon as there is a painting. */
  #onResult(): void {
    const { hidden } = this.#panel;
    if (!hidden && !this.#takeAway && this.#context.result.value) {
      this.#takeAway = this.#context.overlay(this.#overlay.element);
      this.#overlay.element.hidden = false;
      this.#overlay.showBrush();
      this.#requestLayers();
    }
    part(this.#panel, "region-need", HTMLElement).hidden = this.#context.result.value !== undefined;
    if (this.#context.result.value?.recipe.regions === this.#recipe.regions) this.#overlay.clear();
  }

  #requestLayers(): void {
    if (this.#takeAway) this.#layers.request(this.#recipe, this.#style);
  }

  #showState(): void {
    const { canUndo, canRedo } = this.#context.recipe;
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    this.#picker.choose([this.#style]);
    this.#showSecond();
  }

  #showSecond(): void {
    part(this.#panel, "region-second", HTMLElement).hidden =
      this.#layer !== "second" && !this.#recipe.regions;
  }

  #button(id: string, onClick: () => void): HTMLButtonElement {
    const button = part(this.#panel, id, HTMLButtonElement);
    button.addEventListener("click", onClick);
    return button;
  }
}

/** A style that the recipe does not use yet. */
function otherStyle({ styles, recipe }: StudioContext): StyleSource {
  const used = recipe.value.styles.flatMap(({ source }) =>
    source.kind === "picture" ? [source.picture] : [],
  );
  const picture = styles.all.value.find((candidate) => !used.includes(candidate));
  const first = recipe.value.styles[0]?.source;
  return picture ? { kind: "picture", picture } : (first as StyleSource);
}
