// The layers at a size that is put together at once, to show a stroke while it is drawn.

import type { Recipe, StyleSource } from "../../model/recipe";
import { chosenSide } from "../../painting/size";
import type { Layers } from "../../pixels/compose";
import { pixelsOf } from "../../pixels/read";
import type { StudioContext } from "../../tool";

/** Long side in pixels. */
const SIDE = 512;

/** Rest after the last change before the layers are painted anew, in milliseconds. */
const REST = 600;

export class StrokeLayers {
  readonly #context: StudioContext;
  #requested: { readonly recipe: Recipe; readonly style: StyleSource } | undefined;
  #layers: Layers | undefined;
  #controller = new AbortController();
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(context: StudioContext) {
    this.#context = context;
  }

  /** The layers of the last request; undefined until they are painted. */
  get layers(): Layers | undefined {
    return this.#layers;
  }

  /** Paints the layers of a recipe and a second style, unless only its masks changed. */
  request(recipe: Recipe, style: StyleSource): void {
    if (this.#requested && this.#requested.style === style && alike(this.#requested.recipe, recipe))
      return;
    this.stop();
    this.#requested = { recipe, style };
    this.#rest = setTimeout(() => void this.#paint(recipe, style), REST);
  }

  /** Forgets the layers and stops their painting. */
  stop(): void {
    clearTimeout(this.#rest);
    this.#controller.abort();
    this.#layers = undefined;
    this.#requested = undefined;
  }

  async #paint(recipe: Recipe, style: StyleSource): Promise<void> {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const whole: Recipe = { ...recipe, quality: "swift", regions: undefined };
    const call = { signal, size: Math.min(chosenSide(recipe) ?? SIDE, SIDE) };
    try {
      const first = await this.#context.paint(whole, call);
      const styles = [{ source: style, weight: 1 }];
      const second = await this.#context.paint({ ...whole, styles }, call);
      const blob = await recipe.photo.blob(signal);
      const photo = await pixelsOf(blob, first.width, first.height);
      if (!signal.aborted) this.#layers = { first, second, photo };
    } catch (error) {
      // Strokes show as a tint then; the error is reported when the painting itself fails.
      if (!signal.aborted) console.warn(error);
    }
  }
}

/** Whether two recipes differ in nothing but their regions. */
function alike(one: Recipe, other: Recipe): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Recipe>;
  keys.delete("regions");
  return [...keys].every((key) => one[key] === other[key]);
}
