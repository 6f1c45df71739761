// Moves the line between the first photo and its painting before the studio's scripts are there.

import { placeSplit, type SplitElements } from "../studio/page/split";

/** The parts of the page, where it has them all: sites may have a stage of their own. */
function parts(): SplitElements | undefined {
  const [viewport, picture, divider] = ["viewport", "picture", "divider"].map((id) =>
    document.getElementById(id),
  );
  const slider = document.getElementById("compare");
  if (!viewport || !picture || !divider || !(slider instanceof HTMLInputElement)) return undefined;
  return { viewport, picture, divider, slider };
}

const found = parts();
if (found && !found.divider.hidden) {
  found.slider.addEventListener("input", () => placeSplit(found));
  // A browser that returns to the page may have moved it already.
  placeSplit(found);
}
