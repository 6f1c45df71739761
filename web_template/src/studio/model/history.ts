// The recipe and what it was before: every step can be undone.

import type { Recipe } from "./recipe";
import { Store } from "./store";

/** The recipe as tools see it. */
export interface RecipeStore extends Store<Recipe> {
  /**
   * Changes parts of the recipe: a step of the history, unless `undoable` is false. Changes that
   * are not undoable, such as those during a drag, become part of the next step; `change({})` makes
   * that step when nothing else changes.
   */
  change(parts: Partial<Recipe>, options?: { readonly undoable?: boolean }): void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  undo(): void;
  redo(): void;
}

/** Most steps that can be undone. */
const STEPS = 100;

export class RecipeHistory extends Store<Recipe> implements RecipeStore {
  #past: Recipe[] = [];
  #future: Recipe[] = [];
  /** The recipe of the last step; changes that are not undoable leave it as it is. */
  #settled: Recipe;

  constructor(recipe: Recipe) {
    super(recipe);
    this.#settled = recipe;
  }

  get canUndo(): boolean {
    return this.#past.length > 0 || this.#moving;
  }

  get canRedo(): boolean {
    return this.#future.length > 0 && !this.#moving;
  }

  /** Whether there were changes since the last step. */
  get #moving(): boolean {
    return !sameRecipe(this.value, this.#settled);
  }

  change(parts: Partial<Recipe>, { undoable = true }: { undoable?: boolean } = {}): void {
    const changed = { ...this.value, ...parts };
    const next = sameRecipe(changed, this.value) ? this.value : changed;
    if (undoable && !sameRecipe(next, this.#settled)) {
      this.#past = [...this.#past, this.#settled].slice(-STEPS);
      this.#future = [];
      this.#settled = next;
    }
    this.set(next);
  }

  undo(): void {
    if (this.#moving) this.change({});
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#future.push(this.#settled);
    this.#go(before);
  }

  redo(): void {
    if (!this.canRedo) return;
    const after = this.#future.pop();
    if (after === undefined) return;
    this.#past.push(this.#settled);
    this.#go(after);
  }

  #go(recipe: Recipe): void {
    this.#settled = recipe;
    this.set(recipe);
  }
}

/** Whether two recipes say the same, with the same pictures. */
export function sameRecipe(one: Recipe, other: Recipe): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Recipe>;
  return [...keys].every((key) => Object.is(one[key], other[key]));
}
