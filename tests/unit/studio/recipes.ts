// Parts of recipes for tests.

import type {
  Recipe,
  StudioPicture,
  VectorStyle,
} from "../../../web_template/src/studio/model/recipe";

/** A picture that has a name and nothing to see. */
export function pictureNamed(name: string): StudioPicture {
  return {
    id: name,
    title: name,
    url: "",
    copies: [],
    width: 64,
    height: 64,
    sample: undefined,
    stem: name,
    blob: async () => new Blob(),
  };
}

/** A style without a picture. */
export function styleNamed(title: string): VectorStyle {
  return { kind: "vector", title, vector: [0], space: "space" };
}

/** A recipe with these parts; the others are of no matter. */
export function recipeOf(parts: Partial<Recipe>): Recipe {
  return {
    set: { name: "", title: "", character: "", licence: "", vectorSpace: "space", bytes: {} },
    quality: "swift",
    photo: pictureNamed("photo"),
    styles: [{ source: styleNamed("style"), weight: 1 }],
    strength: 1,
    colours: 0,
    size: undefined,
    strokes: "fine",
    keepFaces: false,
    ...parts,
  };
}
