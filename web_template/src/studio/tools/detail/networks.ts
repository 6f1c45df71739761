// Which networks paint: the set, and of it the fast or the fine transformer.

import type { Quality } from "../../../api/types";
import { chooseValue, chosenValue } from "../../controls/panel";
import type { Recipe } from "../../model/recipe";
import { type SetSummary, site, transformers } from "../../model/site";
import { byId } from "../../page/elements";
import { megabytes } from "../../page/format";
import type { StudioContext } from "../../tool";

export function listenToNetworks(context: StudioContext): void {
  const { recipe, text } = context;
  const sets = byId("sets", HTMLFieldSetElement);
  const quality = byId("quality", HTMLFieldSetElement);
  const byName = new Map(site.networks.sets.map((set) => [set.name, set]));
  for (const set of byName.values()) showFacts(sets, set, context);
  sets.addEventListener("change", () => {
    const set = byName.get(chosenValue(sets, "set"));
    if (set) recipe.change({ set });
  });
  quality.addEventListener("change", () => {
    recipe.change({ quality: chosenValue(quality, "quality") as Quality });
  });
  const show = (shown: Recipe) => {
    chooseValue(sets, "set", shown.set.name);
    chooseValue(quality, "quality", shown.quality);
    // There is nothing to choose from in a set of one transformer.
    byId("quality-group", HTMLElement).hidden = transformers(shown.set).length < 2;
    const bytes = shown.set.bytes[shown.quality];
    const size = bytes ? megabytes(bytes) : "";
    byId("detail-quality-note", HTMLElement).textContent = text(`detail.quality_${shown.quality}`, {
      size,
    });
  };
  recipe.subscribe(show);
  show(recipe.value);
}

function showFacts(sets: HTMLElement, set: SetSummary, { text }: StudioContext): void {
  const radio = sets.querySelector(`input[value="${CSS.escape(set.name)}"]`);
  const facts = radio?.closest("label")?.querySelector(".set-facts");
  const size = Object.values(set.bytes).reduce((sum, part) => sum + part, 0);
  const words = text("studio.set_facts", { size: megabytes(size), licence: set.licence });
  if (facts) facts.textContent = words;
}
