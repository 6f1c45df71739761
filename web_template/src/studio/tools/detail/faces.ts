// Whether eyes and mouths are kept readable, and the way to the brush that keeps more of a photo.

import { chooseValue } from "../../controls/panel";
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
  const region = document.getElementById("tool-region");
  document.getElementById("photo-brush")?.addEventListener("click", () => {
    if (region) chooseValue(region, "region-layer", "photo");
  });
}
