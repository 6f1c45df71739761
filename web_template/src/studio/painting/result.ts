import type { Backend } from "../../api/backends";
import type { Recipe } from "../model/recipe";

/** A finished painting. */
export interface Result {
  readonly recipe: Recipe;
  readonly image: ImageData;
  /** Milliseconds it took to paint, without downloads. */
  readonly milliseconds: number;
  /** What painted it; unknown for pictures of tools. */
  readonly painter?: { readonly backend: Backend; readonly transformer: string };
}
