// Everything by chance, at the press of one button.

import { mixtureInWords } from "../combine/words";
import type { StudioContext } from "../context";
import { percent } from "../format";
import type { Recipe } from "../recipe";
import { type Random, thrown } from "./dice";

/** Changes styles, weights, strength, colours and stroke at once: one step of the history. */
export function randomize(context: StudioContext, random: Random = Math.random): void {
  const { recipe, styles } = context;
  const [only, ...others] = recipe.value.styles;
  const single = others.length === 0 && only?.source.kind === "picture" ? only.source : undefined;
  recipe.change(thrown(styles.all.value, single?.picture, random));
  context.announce(words(context, recipe.value));
}

function words(context: StudioContext, { styles, strength, colours }: Recipe): string {
  return context.text("randomize.thrown", {
    styles: mixtureInWords(styles),
    strength: percent(strength),
    colours: percent(colours),
  });
}
