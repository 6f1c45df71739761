// Shows the first photo and its painting, and moves the line between them, before the studio's scripts
// are there.

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

function follow(found: SplitElements): void {
  const studio = document.getElementById("studio");
  const views = document.getElementById("views");
  found.slider.addEventListener("input", () => placeSplit(found));
  views?.addEventListener("change", ({ target }) => {
    if (!studio || !(target instanceof HTMLInputElement)) return;
    studio.dataset.view = target.value;
    found.divider.hidden = target.value !== "compare";
  });
  // A browser that returns to the page may have moved it already.
  placeSplit(found);
}

const found = parts();
if (found) follow(found);
