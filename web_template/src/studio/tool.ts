// What the studio gives to each of its tools.

import type { PictureSource } from "../api/types";
import type { FramePainter } from "../stylizer";
import type { RecipeStore } from "./model/history";
import type { Pictures } from "./model/pictures";
import type { Recipe, StyleSource } from "./model/recipe";
import type { Store } from "./model/store";
import type { PaintCall } from "./painting/call";
import type { Result } from "./painting/result";

export interface StudioContext {
  /** What is wanted; every change is painted, quickly first and then finished. */
  readonly recipe: RecipeStore;
  /** The last finished painting. */
  readonly result: Store<Result | undefined>;
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
    options: PaintCall & { readonly size?: number },
  ): Promise<FramePainter>;
  /** Milliseconds that a painting of a recipe is expected to take here, if that is known. */
  expect(recipe: Recipe, size?: number): number | undefined;
  /** Keeps the studio from painting until the answer is called; then it paints what changed. */
  hold(): () => void;
  /** Puts a tool's own view where the picture is; the answer takes it away. */
  show(view: HTMLElement): () => void;
  /** Puts an element exactly over the picture, to zoom and move with it; the answer takes it away. */
  overlay(view: HTMLElement): () => void;
  /** A text in the page's language: "tool.key" of the strings file, with {names} filled in. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Puts a painting among the last ones, without showing it. */
  keep(result: Result): void;
  /** Tells screen readers. */
  announce(text: string): void;
  /** Shows an error in one plain sentence. */
  fail(error: unknown): void;
  /** Hands a file to the visitor. */
  save(blob: Blob, name: string): void;
}

/** A tool, as its folder's index.ts exports it; it is imported when it is first opened. */
export interface Tool {
  /** Called once, when the panel is first opened: `panel` is the tool's element in the page. */
  mount(panel: HTMLElement, context: StudioContext): ToolView;
}

export interface ToolView {
  /** The panel was opened. */
  open?(): void;
  /** Another panel was opened or this one closed: whatever runs stops. */
  close?(): void;
}
