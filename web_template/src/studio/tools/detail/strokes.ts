// How broad the strokes are.

import type { Strokes } from "../../../api/types";
import { chooseValue, chosenValue } from "../../controls/panel";
import { byId } from "../../page/elements";
import type { StudioContext } from "../../tool";

export function listenToStrokes({ recipe, text }: StudioContext): void {
  const group = byId("strokes", HTMLFieldSetElement);
  const note = byId("detail-strokes-note", HTMLElement);
  const show = (strokes: Strokes) => {
    chooseValue(group, "strokes", strokes);
    note.textContent = text(`detail.strokes_${strokes}_note`);
  };
  group.addEventListener("change", () => {
    recipe.change({ strokes: chosenValue(group, "strokes") as Strokes });
  });
  recipe.subscribe(({ strokes }) => show(strokes));
  show(recipe.value.strokes);
}
