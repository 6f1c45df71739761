// What the studio shows of its state.

import type { ProgressEvent } from "../../api/types";
import { byId, elements } from "./elements";
import { showEvent } from "./progress";
import { text } from "./texts";

/** Browser tests wait for these on `#studio[data-state]`. */
export type State = "idle" | "loading" | "previewing" | "painting" | "done" | "error";

/** Paints shorter than this many milliseconds come and go without a progress bar. */
const SHORT_PAINT = 500;

const busy = byId("busy", HTMLElement);
const bar = byId("progress-bar", HTMLProgressElement);
const words = byId("progress-text", HTMLElement);
const errorNotice = byId("error-notice", HTMLElement);
byId("error-close", HTMLButtonElement).addEventListener("click", hideError);

let busyTimer: ReturnType<typeof setTimeout> | undefined;

/** @param painted whether the stage shows the painting of the present recipe, so that it can be saved */
export function showState(state: State, painted: boolean): void {
  const { studio, viewport } = elements;
  const working = state === "loading" || state === "painting";
  studio.dataset.state = state;
  viewport.ariaBusy = String(working || state === "previewing");
  if (working) {
    busyTimer ??= setTimeout(showBusy, SHORT_PAINT);
    return;
  }
  clearTimeout(busyTimer);
  busyTimer = undefined;
  // Previews are brief: the buttons stay as they are until the finished picture is there.
  if (state !== "previewing") showRest(painted);
}

/** What saves a painting keeps its place, unseen, so that nothing beside it moves. */
function showBusy(): void {
  const { cancel, paint, resultActions } = elements;
  const focused = isFocused(paint) || isFocused(resultActions);
  busy.hidden = false;
  cancel.hidden = false;
  paint.hidden = true;
  if (focused) cancel.focus();
}

/** Shows one of three controls in the same place: cancel, paint or save. */
function showRest(painted: boolean): void {
  const { cancel, download, paint, resultActions } = elements;
  const focused = isFocused(cancel) || isFocused(paint);
  busy.hidden = true;
  cancel.hidden = true;
  paint.hidden = painted;
  resultActions.hidden = !painted;
  if (focused) (painted ? download : paint).focus();
}

function isFocused(element: HTMLElement): boolean {
  return element.contains(document.activeElement);
}

/** Has screen readers read a text out, even when it is the same as before. */
export function announce(words: string): void {
  const { announcer } = elements;
  // Only a change is read out; a trailing space is a change that is not heard.
  announcer.textContent = announcer.textContent === words ? `${words}\u00a0` : words;
}

export function showProgress(event: ProgressEvent): void {
  showEvent(event, bar, words);
  if (event.stage === "download") announceDownload();
}

/** Announces a download once, not at each of its steps; other waits are too short to announce. */
function announceDownload(): void {
  const said = text("studio.downloading");
  if (elements.announcer.textContent !== said) announce(said);
}

/** @param words shown before the first paint; none afterwards */
export function showHint(words: string): void {
  elements.hint.textContent = words;
}

export function showError(message: string): void {
  elements.error.textContent = message;
  errorNotice.hidden = false;
  // In small windows the picture that it lies over may be scrolled out of sight.
  errorNotice.scrollIntoView({ block: "nearest" });
}

export function hideError(): void {
  errorNotice.hidden = true;
}
