// The size of the strokes: the painting is made smaller and then enlarged.

import { byId } from "../../page/elements";
import type { StudioContext } from "../../tool";

export function listenToStroke({ recipe, text }: StudioContext): void {
  const slider = byId("stroke", HTMLInputElement);
  const output = byId("stroke-value", HTMLOutputElement);
  const show = (stroke: number) => {
    const words = text("detail.stroke_times", { times: stroke });
    slider.valueAsNumber = Math.round(stroke * 100);
    output.value = words;
    slider.ariaValueText = words;
  };
  const take = (undoable: boolean) => {
    recipe.change({ stroke: slider.valueAsNumber / 100 }, { undoable });
  };
  slider.addEventListener("input", () => take(false));
  slider.addEventListener("change", () => take(true));
  recipe.subscribe(({ stroke }) => show(stroke));
  show(recipe.value.stroke);
}
