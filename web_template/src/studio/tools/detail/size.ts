// The size of the painting, from a thumbnail to the photo's own, and how long that will take.

import { fitted } from "../../../shared/picture";
import type { Recipe, StudioPicture } from "../../model/recipe";
import { byId } from "../../page/elements";
import { duration } from "../../page/format";
import type { StudioContext } from "../../tool";

/** Long sides in pixels that are offered below the photo's own. */
const SIDES = [256, 384, 512, 640, 768, 1024, 1280, 1536, 2048, 2560, 3072, 4096, 5120, 6144, 7168];

/** @returns long sides from small to large; the last, undefined, is the photo's own */
export function sizesOf({ width, height }: StudioPicture): readonly (number | undefined)[] {
  const own = Math.max(width, height);
  return [...SIDES.filter((side) => side < own), undefined];
}

export function listenToSize(context: StudioContext): void {
  const { recipe, result, text } = context;
  const slider = byId("size", HTMLInputElement);
  const output = byId("size-value", HTMLOutputElement);
  const time = byId("detail-time", HTMLElement);
  const show = (shown: Recipe) => {
    const sizes = sizesOf(shown.photo);
    slider.max = String(sizes.length - 1);
    slider.valueAsNumber = indexOf(sizes, shown.size);
    const words = sidesInWords(shown, context);
    output.value = words;
    slider.ariaValueText = words;
    const milliseconds = context.expect(shown);
    time.textContent = milliseconds
      ? text("detail.time", { duration: duration(milliseconds / 1000) })
      : text("detail.time_unknown");
  };
  const take = (undoable: boolean) => {
    const size = sizesOf(recipe.value.photo)[slider.valueAsNumber];
    recipe.change({ size }, { undoable });
  };
  slider.addEventListener("input", () => take(false));
  slider.addEventListener("change", () => take(true));
  recipe.subscribe(show);
  result.subscribe(() => show(recipe.value));
  show(recipe.value);
}

/** The step for a size, or for the next larger one: photos differ in what they offer. */
function indexOf(sizes: readonly (number | undefined)[], size: number | undefined): number {
  if (size === undefined) return sizes.length - 1;
  const above = sizes.findIndex((side) => side === undefined || side > size);
  return sizes[above - 1] === size ? above - 1 : above;
}

function sidesInWords({ photo, size }: Recipe, { text }: StudioContext): string {
  const own = Math.max(photo.width, photo.height);
  const [width, height] = fitted(photo.width, photo.height, Math.min(size ?? own, own));
  const key = size === undefined || size >= own ? "detail.size_own" : "detail.size_sides";
  return text(key, { width: String(width), height: String(height) });
}
