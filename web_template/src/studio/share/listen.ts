// Style links in the page's address or pasted, and style files: small, as every visit loads it.

import type { Recipe } from "../model/recipe";
import type { StudioContext } from "../tool";
import { linkText } from "./address";

export { isStyleFile } from "./address";

/**
 * Opens the style in the page's address, now and whenever it changes, and links that are pasted.
 *
 * @param onSent called with the recipe of a style that came in the address
 */
export function listenForLinks(context: StudioContext, onSent: (recipe: Recipe) => void): void {
  const openAddress = async () => {
    const link = linkText(location.hash);
    if (link === undefined) return;
    const opened = await openLink(context, link);
    if (!opened) return;
    forgetOnceOther(context, opened, location.hash);
    onSent(opened);
  };
  window.addEventListener("hashchange", () => void openAddress());
  document.addEventListener("paste", (event) => {
    if (isTextField(event.target)) return;
    const link = linkText(event.clipboardData?.getData("text/plain") ?? "");
    if (link !== undefined) void openLink(context, link);
  });
  void openAddress();
}

/** Takes a style file, e.g. one that was dropped. */
export async function openStyleFile(context: StudioContext, file: File): Promise<void> {
  const { openFile } = await import("./open");
  await openFile(context, file);
}

async function openLink(context: StudioContext, link: string): Promise<Recipe | undefined> {
  const { openLink } = await import("./open");
  return await openLink(context, link);
}

/** The address must not name a style that the page no longer has. */
function forgetOnceOther({ recipe }: StudioContext, opened: Recipe, hash: string): void {
  const keys = ["styles", "strength", "colours", "strokes", "keepFaces"] as const;
  const forget = recipe.subscribe((now) => {
    if (keys.every((key) => now[key] === opened[key])) return;
    forget();
    if (location.hash !== hash) return;
    history.replaceState(history.state, "", location.pathname + location.search);
  });
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, [contenteditable]");
}
