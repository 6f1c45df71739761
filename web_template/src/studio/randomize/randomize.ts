// The button that chooses everything by chance.

import { mixtureInWords } from "../mixture/words";
import type { Recipe } from "../model/recipe";
import { percent } from "../page/format";
import type { StudioContext } from "../tool";
import { type Random, randomParts } from "./random-recipe";

/** Changes styles, weights, strength, colours and strokes at once: one step of the history. */
export function randomize(context: StudioContext, random: Random = Math.random): void {
  const { recipe, styles } = context;
  const [only, ...others] = recipe.value.styles;
  const single = others.length === 0 && only?.source.kind === "picture" ? only.source : undefined;
  recipe.change(randomParts(styles.all.value, single?.picture, random));
  context.announce(words(context, recipe.value));
}

function words(context: StudioContext, { styles, strength, colours }: Recipe): string {
  return context.text("randomize.thrown", {
    styles: mixtureInWords(styles),
    strength: percent(strength),
    colours: percent(colours),
  });
}
