import assert from "node:assert/strict";
import { test } from "node:test";
import { freshMasks } from "../../../../web_template/src/studio/model/masks";
import type { StyleSource } from "../../../../web_template/src/studio/model/recipe";
import {
  picturesOf,
  recipeAgain,
  storedRecipe,
} from "../../../../web_template/src/studio/storage/stored-recipe";
import { pictureNamed, recipeOf, styleNamed } from "../recipes";

const photo = pictureNamed("own-photo-1");
const style = pictureNamed("own-style-1");
const cropped: StyleSource = {
  kind: "picture",
  picture: style,
  crop: { left: 0, top: 0.5, width: 1, height: 0.5 },
  scale: 512,
};
const recipe = recipeOf({
  photo,
  styles: [
    { source: cropped, weight: 0.7 },
    { source: styleNamed("from a link"), weight: 0.3 },
  ],
  strength: 0.8,
  size: "auto",
  regions: { style: { kind: "picture", picture: style }, masks: freshMasks(30, 20) },
});
const known = { sets: [recipe.set], photos: [pictureNamed("other"), photo], styles: [style] };

test("a recipe comes back as it was, with the same pictures", () => {
  const again = recipeAgain(structuredClone(storedRecipe(recipe)), known);
  assert.deepEqual(again, recipe);
  assert.equal(again?.photo, photo);
  assert.equal(again?.set, recipe.set);
  const { regions, ...plain } = recipe;
  assert.deepEqual(recipeAgain(storedRecipe(plain), known), plain);
});

test("it does not where a part of it is gone", () => {
  const stored = storedRecipe(recipe);
  for (const part of ["sets", "photos", "styles"] as const) {
    assert.equal(recipeAgain(stored, { ...known, [part]: [] }), undefined);
  }
});

test("it names the pictures that it needs", () => {
  assert.deepEqual(picturesOf(storedRecipe(recipe)), ["own-photo-1", "own-style-1", "own-style-1"]);
});
