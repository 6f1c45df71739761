// What a painting lacks of its photo's own size, and what it takes to have that.

import type { Recipe } from "../model/recipe";
import { byId, elements } from "../page/elements";
import { duration } from "../page/format";
import type { ResultFacts } from "../painting/result";
import { paintedSides } from "../painting/size";
import type { StudioContext } from "../tool";

const paint = byId("full-size", HTMLButtonElement);
const save = byId("save-full-size", HTMLButtonElement);

/** Beside a painting that is smaller than its photo, offers to paint or to save it as large. */
export function offerFullSize(context: StudioContext): void {
  const { recipe, result } = context;
  /** The recipe whose painting is saved as soon as it is there. */
  let wanted: Recipe | undefined;
  const enlarge = () => recipe.change({ size: undefined });
  paint.addEventListener("click", enlarge);
  save.addEventListener("click", () => {
    byId("saving", HTMLElement).hidePopover();
    enlarge();
    wanted = recipe.value;
  });
  recipe.subscribe(() => {
    wanted = undefined;
    show(undefined, context);
  });
  result.subscribe((shown) => {
    show(shown, context);
    if (shown === undefined || shown.recipe !== wanted) return;
    wanted = undefined;
    elements.download.click();
  });
}

function show(shown: ResultFacts | undefined, context: StudioContext): void {
  const words = shown && lacking(shown, context);
  paint.hidden = words === undefined;
  save.hidden = words === undefined;
  if (words === undefined) return;
  paint.textContent = context.text(...words("full_size"));
  save.textContent = context.text(...words("save_full_size"));
}

type Text = [key: string, values: Record<string, string>];

function lacking(
  { recipe, image }: ResultFacts,
  context: StudioContext,
): ((key: string) => Text) | undefined {
  const [width, height] = paintedSides(recipe.photo, undefined);
  if (image.width * image.height >= width * height) return undefined;
  const time = context.expect({ ...recipe, size: undefined });
  const sides = { width: String(width), height: String(height) };
  return (key) =>
    time === undefined
      ? [`result.${key}_untimed`, sides]
      : [`result.${key}`, { ...sides, duration: duration(time / 1000) }];
}
