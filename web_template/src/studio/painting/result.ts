import type { Backend } from "../../api/types";
import type { Recipe } from "../model/recipe";

/** A finished painting. */
export interface Result {
  readonly recipe: Recipe;
  readonly image: ImageData;
  /** Milliseconds it took to paint, without downloads. */
  readonly milliseconds: number;
  /** Who painted it; a tool's own picture need not say. */
  readonly painter?: { readonly backend: Backend; readonly transformer: string };
}
