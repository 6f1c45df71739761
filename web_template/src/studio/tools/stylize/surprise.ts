// Another style of the gallery, by chance.

import { choose } from "../../input/take";
import type { StudioContext } from "../../tool";
import { onlyStyle } from "./choices";

export function surprise(context: StudioContext): void {
  const { recipe, styles, text } = context;
  const shown = onlyStyle(recipe.value);
  const others = styles.all.value.filter((picture) => picture !== shown);
  const picture = others[Math.floor(Math.random() * others.length)];
  if (!picture) return;
  choose("style", picture, context);
  context.announce(text("stylize.chosen_style", { title: picture.title }));
}
