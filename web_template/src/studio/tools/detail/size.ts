// The size of the painting, from a thumbnail to the photo's own, and how long that will take.

import { part } from "../../controls/panel";
import type { Recipe } from "../../model/recipe";
import { duration } from "../../page/format";
import { sizesOf } from "../../painting/size";
import type { StudioContext } from "../../tool";

export function listenToSize(panel: HTMLElement, context: StudioContext): void {
  const { recipe, result, text } = context;
  const slider = part(panel, "size", HTMLInputElement);
  const output = part(panel, "size-value", HTMLOutputElement);
  const time = part(panel, "detail-time", HTMLElement);
  const automatic = part(panel, "size-auto", HTMLInputElement);
  const show = (shown: Recipe) => {
    const sizes = sizesOf(shown.photo);
    const [width, height] = context.sides(shown);
    const side = Math.max(width, height);
    slider.max = String(sizes.length - 1);
    slider.valueAsNumber = sizes.findIndex((size) => size >= side);
    const key = side === sizes.at(-1) ? "detail.size_own" : "detail.size_sides";
    const words = text(key, { width: String(width), height: String(height) });
    output.value = words;
    slider.ariaValueText = words;
    automatic.checked = shown.size === "auto";
    const milliseconds = context.expect(shown);
    time.textContent = milliseconds
      ? text("detail.time", { duration: duration(milliseconds / 1000) })
      : text("detail.time_unknown");
  };
  /** The last step stands for the own size of whichever photo comes. */
  const chosen = () => {
    const sizes = sizesOf(recipe.value.photo);
    return slider.valueAsNumber === sizes.length - 1 ? undefined : sizes[slider.valueAsNumber];
  };
  slider.addEventListener("input", () => recipe.change({ size: chosen() }, { undoable: false }));
  slider.addEventListener("change", () => recipe.change({ size: chosen() }));
  automatic.addEventListener("change", () => {
    recipe.change({ size: automatic.checked ? "auto" : Math.max(...context.sides(recipe.value)) });
  });
  recipe.subscribe(show);
  result.subscribe(() => show(recipe.value));
  show(recipe.value);
}
