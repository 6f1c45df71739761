// Colours: the style's, the photo's own, or between them.

import { Slider } from "../../controls/panel";
import { percent } from "../../page/format";
import type { Tool } from "../../tool";

export const tool: Tool = {
  mount(panel, { recipe, text }) {
    const words = (value: number) => {
      if (value === 0) return text("colours.style");
      if (value === 100) return text("colours.photo");
      return text("colours.between", { share: percent(value / 100) });
    };
    const slider = new Slider(panel, "colours-amount", words, {
      input: (value) => recipe.change({ colours: value / 100 }, { undoable: false }),
      change: () => recipe.change({}),
    });
    for (const button of panel.querySelectorAll<HTMLButtonElement>("button[data-colours]")) {
      button.addEventListener("click", () => {
        recipe.change({ colours: Number(button.dataset.colours) });
      });
    }
    const show = () => {
      slider.value = Math.round(100 * recipe.value.colours);
      for (const button of panel.querySelectorAll<HTMLButtonElement>("button[data-colours]")) {
        button.ariaPressed = String(Number(button.dataset.colours) === recipe.value.colours);
      }
    };
    show();
    recipe.subscribe(({ colours }, before) => {
      if (colours !== before.colours) show();
    });
    return {};
  },
};
