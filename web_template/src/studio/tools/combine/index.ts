// Combine: two to five styles in one painting.

import { part, Slider } from "../../controls/panel";
import { StylePicker } from "../../controls/picker";
import {
  equalized,
  hasPicture,
  sharesOf,
  withoutStyle,
  withPictures,
  withShare,
  withShares,
  withStyle,
} from "../../mixture/mix";
import { mixtureInWords } from "../../mixture/words";
import { MOST_STYLES, type WeightedStyle } from "../../model/recipe";
import type { StudioContext, Tool } from "../../tool";
import { Amounts } from "./amounts";
import { Pad } from "./pad";

export const tool: Tool = {
  mount(panel, context) {
    const { recipe } = context;
    const styles = () => recipe.value.styles;
    const mix = (changed: readonly WeightedStyle[]) => recipe.change({ styles: changed });
    const move = (shares: readonly number[]) =>
      recipe.change({ styles: withShares(styles(), shares) }, { undoable: false });
    const rest = () => recipe.change({});

    const pad = new Pad(panel, context, { move, rest });
    const amounts = new Amounts(panel, context, {
      move: (index, share) => move(withShare(sharesOf(styles()), index, share)),
      rest,
      remove: (index) => mix(withoutStyle(styles(), index)),
    });
    const balance = new Slider(panel, "combine-balance", () => mixtureInWords(styles()), {
      input: (percent) => move([1 - percent / 100, percent / 100]),
      change: rest,
    });
    const picker = new StylePicker(part(panel, "combine-styles", HTMLElement), context.styles, {
      name: "combine-style",
      most: MOST_STYLES,
      onPick: (chosen) => {
        mix(withPictures(styles(), chosen));
        show();
      },
    });
    const equal = part(panel, "combine-equal", HTMLButtonElement);
    equal.addEventListener("click", () => mix(equalized(styles())));
    listenToFile(panel, context, mix);

    const parts = {
      mixture: part(panel, "combine-mixture", HTMLElement),
      note: part(panel, "combine-note", HTMLElement),
      balance: part(panel, "combine-two", HTMLElement),
      pad: part(panel, "combine-pad-group", HTMLElement),
      count: part(panel, "combine-count", HTMLElement),
    };
    function show(): void {
      const shown = styles();
      const count = shown.length;
      parts.mixture.hidden = count < 2;
      parts.note.hidden = count > 1;
      parts.balance.hidden = count !== 2;
      parts.pad.hidden = count < 3;
      parts.count.textContent = context.text("combine.count", { chosen: count, most: MOST_STYLES });
      amounts.show(shown);
      if (count === 2) balance.value = 100 * (sharesOf(shown)[1] ?? 0);
      if (count > 2) pad.show(shown);
      picker.choose(shown.map(({ source }) => source));
    }
    show();
    recipe.subscribe(({ styles: now }, { styles: before }) => {
      if (now !== before) show();
    });
    return {};
  },
};

function listenToFile(
  panel: HTMLElement,
  context: StudioContext,
  mix: (styles: readonly WeightedStyle[]) => void,
): void {
  const input = part(panel, "combine-file", HTMLInputElement);
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    // The same file may be chosen again after an error.
    input.value = "";
    if (!file) return;
    try {
      const picture = await context.styles.add(file);
      const { styles } = context.recipe.value;
      if (!hasPicture(styles, picture)) mix(withStyle(styles, { kind: "picture", picture }));
    } catch (error) {
      context.fail(error);
    }
  });
}
