// What a tool is, and what the studio gives to each tool.

import type { PictureSource, PrepareOptions } from "../api/types";
import type { Sides } from "../shared/passes";
import type { FramePainter } from "../stylizer";
import type { RecipeStore } from "./model/history";
import type { Pictures } from "./model/pictures";
import type { Recipe, StyleSource } from "./model/recipe";
import type { Store } from "./model/store";
import type { PaintCall } from "./painting/call";
import type { Result, ResultFacts } from "./painting/result";

export interface StudioContext {
  /** The recipe. Every change is painted: a quick preview first, then the finished picture. */
  readonly recipe: RecipeStore;
  /** The last finished painting, without its pixels: it stays when the next one is painted. */
  readonly result: Store<ResultFacts | undefined>;
  readonly photos: Pictures;
  readonly styles: Pictures;
  /** The style vector of one style for the recipe's set, published or computed. */
  vector(source: StyleSource, recipe: Recipe, call: PaintCall): Promise<Float32Array>;
  /** The style vector of all styles of a recipe together. */
  mixed(recipe: Recipe, call: PaintCall): Promise<Float32Array>;
  /**
   * Paints a recipe from its style vector to its colours, at its own size or at most `size` pixels.
   * Takes turns with the studio's own painting.
   */
  paint(
    recipe: Recipe,
    options: PaintCall & { readonly size?: number; readonly photo?: PictureSource },
  ): Promise<ImageData>;
  /** Prepares the painting of frames; dispose of it when done. */
  prepare(
    recipe: Recipe,
    source: PictureSource,
    options: PaintCall & Pick<PrepareOptions, "size" | "steady">,
  ): Promise<FramePainter>;
  /** Width and height in pixels of a recipe's painting. */
  sides(recipe: Recipe): Sides;
  /** Milliseconds that a painting of a recipe is expected to take here, if that is known. */
  expect(recipe: Recipe, size?: number): number | undefined;
  /** Pauses the studio's own painting; returns a function that resumes it and paints what changed. */
  pause(): () => void;
  /** Shows what a tool has in place of the picture, until it is removed. */
  show(guest: StageGuest): ShownGuest;
  /**
   * Puts an element exactly over the picture, to zoom and move with it; returns a function that
   * removes it.
   */
  overlay(view: HTMLElement): () => void;
  /** A text in the page's language: "tool.key" of the strings file, with {names} filled in. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Adds a painting to the history of results, without showing it. */
  keep(result: Result): void;
  /** Has screen readers read a text out. */
  announce(text: string): void;
  /** Shows an error in one plain sentence. */
  fail(error: unknown): void;
  /** Downloads a file; returns whether that is sure, and says so where it is not. */
  save(blob: Blob, name: string): boolean;
}

/** What a tool shows in place of the picture; Download saves it. */
export interface StageGuest {
  readonly view: HTMLElement;
  /** Saves what is shown. */
  save(): void;
  /** The visitor returns to a painting: the tool ends what it shows, and removes it. */
  leave(): void;
}

export interface ShownGuest {
  describe(caption: GuestCaption): void;
  remove(): void;
}

export interface GuestCaption {
  readonly title: string;
  /** How far it is, or what it measures. */
  readonly facts: string;
  /** Whether there is something to save. */
  readonly savable: boolean;
}

/** A tool, as its folder's index.ts exports it; it is imported when it is first opened. */
export interface Tool {
  /** Called once, when the panel is first opened: `panel` is the tool's element in the page. */
  mount(panel: HTMLElement, context: StudioContext): ToolView;
}

export interface ToolView {
  /** The panel was opened. */
  open?(): void;
  /** The panel was closed or another one opened: what the tool runs must stop. */
  close?(): void;
}
