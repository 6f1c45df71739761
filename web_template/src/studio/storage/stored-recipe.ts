// Recipes as they are stored: names of pictures and networks in place of what these are.

import type { Recipe, Regions, StudioPicture, StyleSource } from "../model/recipe";
import type { SetSummary } from "../model/site";

type StoredSource = Exclude<StyleSource, { kind: "picture" }> | StoredPictureStyle;

interface StoredPictureStyle extends Omit<Extract<StyleSource, { kind: "picture" }>, "picture"> {
  /** The picture's id. */
  readonly picture: string;
}

export interface StoredRecipe extends Omit<Recipe, "set" | "photo" | "styles" | "regions"> {
  readonly set: string;
  /** The photo's id. */
  readonly photo: string;
  readonly styles: readonly { readonly source: StoredSource; readonly weight: number }[];
  readonly regions?: Omit<Regions, "style"> & { readonly style: StoredSource };
}

/** What ids and names stand for on this page. */
export interface Known {
  readonly sets: readonly SetSummary[];
  readonly photos: readonly StudioPicture[];
  readonly styles: readonly StudioPicture[];
}

export function storedRecipe({ set, photo, styles, regions, ...parts }: Recipe): StoredRecipe {
  return {
    ...parts,
    set: set.name,
    photo: photo.id,
    styles: styles.map(({ source, weight }) => ({ source: storedSource(source), weight })),
    ...(regions && { regions: { ...regions, style: storedSource(regions.style) } }),
  };
}

/** The recipe again; undefined where a part of it is not on this page any more. */
export function recipeAgain(stored: StoredRecipe, known: Known): Recipe | undefined {
  const { set: setName, photo: photoId, styles, regions, ...parts } = stored;
  const set = known.sets.find(({ name }) => name === setName);
  const photo = known.photos.find(({ id }) => id === photoId);
  const again = styles.map(({ source, weight }) => ({
    source: sourceAgain(source, known),
    weight,
  }));
  const whole = again.flatMap(({ source, weight }) => (source ? [{ source, weight }] : []));
  const second = regions && sourceAgain(regions.style, known);
  if (!set || !photo || whole.length < styles.length || (regions && !second)) return undefined;
  const recipe = { ...parts, set, photo, styles: whole };
  return regions && second ? { ...recipe, regions: { ...regions, style: second } } : recipe;
}

/** Ids of the pictures that a stored recipe needs. */
export function picturesOf({ photo, styles, regions }: StoredRecipe): readonly string[] {
  const sources = [...styles.map(({ source }) => source), ...(regions ? [regions.style] : [])];
  const own = sources.flatMap((source) => (source.kind === "picture" ? [source.picture] : []));
  return [photo, ...own];
}

/** Whether a recipe has a photo or a style of the visitor's own in it. */
export function hasOwnPictures({ photo, styles, regions }: Recipe): boolean {
  const sources = [...styles.map(({ source }) => source), ...(regions ? [regions.style] : [])];
  const pictures = sources.flatMap((source) => (source.kind === "picture" ? [source.picture] : []));
  return [photo, ...pictures].some(({ sample }) => sample === undefined);
}

function storedSource(source: StyleSource): StoredSource {
  return source.kind === "picture" ? { ...source, picture: source.picture.id } : source;
}

function sourceAgain(stored: StoredSource, { styles }: Known): StyleSource | undefined {
  if (stored.kind !== "picture") return stored;
  const picture = styles.find(({ id }) => id === stored.picture);
  return picture && { ...stored, picture };
}
