// Another style of the gallery, by chance.

import type { StudioContext } from "../context";
import { onlyStyle } from "./choices";
import { choose } from "./take";

export function surprise(context: StudioContext): void {
  const { recipe, styles, text } = context;
  const shown = onlyStyle(recipe.value);
  const others = styles.all.value.filter((picture) => picture !== shown);
  const picture = others[Math.floor(Math.random() * others.length)];
  if (!picture) return;
  choose("style", picture, context);
  context.announce(text("stylize.chosen_style", { title: picture.title }));
}
