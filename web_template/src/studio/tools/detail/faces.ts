// Whether eyes and mouths are kept readable.

import { byId } from "../../page/elements";
import type { StudioContext } from "../../tool";

export function listenToFaces({ recipe }: StudioContext): void {
  const box = byId("keep-faces", HTMLInputElement);
  const show = ({ keepFaces }: { readonly keepFaces: boolean }) => {
    box.checked = keepFaces;
  };
  box.addEventListener("change", () => recipe.change({ keepFaces: box.checked }));
  recipe.subscribe(show);
  show(recipe.value);
}
