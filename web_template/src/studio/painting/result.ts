import type { Backend } from "../../api/backends";
import type { Recipe } from "../model/recipe";

/** What is known of a finished painting, without its pixels. */
export interface ResultFacts {
  readonly recipe: Recipe;
  readonly image: { readonly width: number; readonly height: number };
  /** Milliseconds it took to paint, without downloads. */
  readonly milliseconds: number;
  /** What painted it; unknown for pictures of tools. */
  readonly painter?: { readonly backend: Backend; readonly transformer: string };
}

/** A finished painting. */
export interface Result extends ResultFacts {
  readonly image: ImageData;
}
