// The stage alone on the screen; where the browser cannot do that, alone in the window.

import { byId, elements } from "../page/elements";

const ALONE = "alone";

export function listenToFullScreen(): void {
  const button = byId("full-screen", HTMLButtonElement);
  button.addEventListener("click", () => void toggleFullScreen());
  document.addEventListener("fullscreenchange", () => show(document.fullscreenElement !== null));
}

export async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) {
    await document.exitFullscreen();
  } else if (isAlone()) {
    show(false);
  } else {
    // Phones may have no such method at all.
    await elements.stage.requestFullscreen?.().catch(() => show(true));
    if (!document.fullscreenElement) show(true);
  }
}

/** Ends the full window, where the stage has it. */
export function leaveFullScreen(): boolean {
  if (!isAlone() || document.fullscreenElement) return false;
  show(false);
  return true;
}

function isAlone(): boolean {
  return document.body.classList.contains(ALONE);
}

function show(alone: boolean): void {
  document.body.classList.toggle(ALONE, alone);
  byId("full-screen", HTMLButtonElement).ariaPressed = String(alone);
}
