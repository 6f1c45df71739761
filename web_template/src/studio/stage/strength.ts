// The slider below the picture: strength, up to the style itself and beyond.

import { byId } from "../page/elements";
import { percent } from "../page/format";
import type { StudioContext } from "../tool";

export function listenToStrength({ recipe, text }: StudioContext): void {
  const field = byId("strength-field", HTMLElement);
  const slider = byId("strength", HTMLInputElement);
  const output = byId("strength-value", HTMLOutputElement);
  const show = (strength: number) => {
    const value = percent(strength);
    const words = strength > 1 ? text("studio.exaggerated", { percent: value }) : value;
    output.value = words;
    slider.ariaValueText = words;
    slider.valueAsNumber = Math.round(strength * 100);
    field.classList.toggle("exaggerated", strength > 1);
    field.style.setProperty("--filled", String(strength / 1.5));
  };
  slider.addEventListener("input", () => {
    recipe.change({ strength: slider.valueAsNumber / 100 }, { undoable: false });
  });
  slider.addEventListener("change", () => {
    recipe.change({ strength: slider.valueAsNumber / 100 });
  });
  recipe.subscribe(({ strength }) => show(strength));
  show(recipe.value.strength);
  field.inert = false;
}
