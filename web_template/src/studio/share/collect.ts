// From a recipe to what is shared of it, and back.

import { StylizerError } from "../../api/errors";
import { type Recipe, type StyleSource, titleOf, type WeightedStyle } from "../model/recipe";
import { type SetSummary, site } from "../model/site";
import { StudioError } from "../page/studio-error";
import type { PaintCall } from "../painting/call";
import type { StudioContext } from "../tool";
import { type SharedStyle, SharedStyleError, type SharedVector } from "./shared-style";

/** How far a number may be from a gallery style's beyond what sharing made of it: rounded lists. */
const ROUNDING = 1e-4;

/** What links and files carry of a recipe. */
export async function sharedStyle(
  context: StudioContext,
  recipe: Recipe,
  call: PaintCall,
): Promise<SharedStyle> {
  const { strength, colours, strokes, keepFaces, set } = recipe;
  const styles: SharedVector[] = [];
  for (const { source, weight } of recipe.styles.filter((style) => style.weight > 0)) {
    const vector = [...(await context.vector(source, recipe, call))];
    styles.push({ title: titleOf(source), weight, vector, error: 0 });
  }
  return { space: set.vectorSpace, strength, colours, strokes, keepFaces, styles };
}

/**
 * The parts of a recipe that a shared style says, for networks that understand it.
 *
 * @throws StudioError where this site has no such networks; SharedStyleError where its vectors are none
 *   of their space
 */
export async function recipeParts(
  context: StudioContext,
  shared: SharedStyle,
  call: PaintCall,
): Promise<Partial<Recipe>> {
  const current = context.recipe.value.set;
  const set = setOf(shared.space, current);
  if (!set) {
    const message = context.text("share.other_space", { space: shared.space });
    throw new StudioError(message);
  }
  const gallery = await galleryVectors(context, set, call);
  const length = gallery[0]?.vector.length;
  if (length !== undefined && shared.styles.some(({ vector }) => vector.length !== length)) {
    throw new SharedStyleError("damaged");
  }
  const styles = shared.styles.map((style, index): WeightedStyle => {
    const title = style.title ?? context.text("share.untitled", { number: index + 1 });
    const source = nearest(style, gallery) ?? vectorStyle(style, title, shared.space);
    return { source, weight: style.weight };
  });
  const { strength, colours, strokes, keepFaces } = shared;
  return { styles, strength, colours, strokes, keepFaces, ...(set !== current && { set }) };
}

/** The networks in use if they understand a space, else others of this site that do. */
function setOf(space: string, current: SetSummary): SetSummary | undefined {
  return [current, ...site.networks.sets].find(({ vectorSpace }) => vectorSpace === space);
}

interface GalleryVector {
  readonly source: StyleSource;
  readonly vector: ArrayLike<number>;
}

/** The gallery's vectors for a set; empty where their list cannot be downloaded. */
async function galleryVectors(
  context: StudioContext,
  set: SetSummary,
  call: PaintCall,
): Promise<GalleryVector[]> {
  const samples = context.styles.all.value.filter(({ sample }) => sample);
  const sources = samples.map((picture): StyleSource => ({ kind: "picture", picture }));
  try {
    const recipe = { ...context.recipe.value, set };
    const vectors = sources.map((source) => context.vector(source, recipe, call));
    const found = await Promise.all(vectors);
    return found.map((vector, index) => ({ source: sources[index] as StyleSource, vector }));
  } catch (error) {
    if (error instanceof StudioError || error instanceof StylizerError) return [];
    throw error;
  }
}

/** The style of the gallery that a shared vector is, so that its picture shows and is chosen. */
function nearest(
  { vector, error }: SharedVector,
  gallery: readonly GalleryVector[],
): StyleSource | undefined {
  const found = gallery.find(({ vector: known }) =>
    vector.every((value, index) => Math.abs(value - (known[index] ?? 0)) <= error + ROUNDING),
  );
  return found?.source;
}

function vectorStyle({ vector }: SharedVector, title: string, space: string): StyleSource {
  return { kind: "vector", title, vector, space };
}
