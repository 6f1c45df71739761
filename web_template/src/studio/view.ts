// What the studio shows of its state.

import type { ProgressEvent } from "../api/types";
import { elements } from "./elements";
import { strings } from "./strings";

/** Browser tests wait for these on `#studio[data-state]`. */
export type State = "idle" | "loading" | "previewing" | "painting" | "done" | "error";

/** Paints shorter than this many milliseconds come and go without a progress bar. */
const SHORT_PAINT = 500;

let busyTimer: ReturnType<typeof setTimeout> | undefined;

export function showState(state: State): void {
  const { studio, paintingPane } = elements;
  const busy = state === "loading" || state === "painting";
  studio.dataset.state = state;
  paintingPane.ariaBusy = String(busy || state === "previewing");
  if (busy) {
    busyTimer ??= setTimeout(showBusy, SHORT_PAINT, true);
    return;
  }
  clearTimeout(busyTimer);
  busyTimer = undefined;
  // Previews come and go; what they find shown stays until the finished picture is there.
  if (state !== "previewing") showBusy(false);
}

/** The cancel button stands where the download is offered otherwise. */
function showBusy(busy: boolean): void {
  const { actions, cancel, paint } = elements;
  if (!busy && document.activeElement === cancel) paint.focus();
  actions.classList.toggle("busy", busy);
}

/** Tells screen readers, also what they were told before. */
export function announce(text: string): void {
  const { announcer } = elements;
  // Only a change is read out, and a space at the end is one that nobody hears.
  announcer.textContent = announcer.textContent === text ? `${text}\u00a0` : text;
}

export function showProgress({ stage, loaded, total }: ProgressEvent): void {
  const { progressBar, progressText } = elements;
  progressBar.max = Math.max(total, 1);
  progressBar.value = loaded;
  if (stage === "download") {
    progressText.textContent = strings.downloaded(loaded, total);
    announceDownload();
  } else if (stage === "start") {
    progressText.textContent = strings.started(loaded, total);
  } else if (stage === "style") {
    progressText.textContent = strings.lookingAtStyle;
  } else {
    progressText.textContent = strings.paintingStep(loaded, total);
  }
}

/** Once for all the steps of a download: the one wait that is long enough to be told of. */
function announceDownload(): void {
  if (elements.announcer.textContent !== strings.downloading) announce(strings.downloading);
}

/** @param text shown before the first paint; none afterwards */
export function showHint(text: string | undefined): void {
  elements.hint.textContent = text ?? "";
  elements.hint.hidden = text === undefined;
}

export function showError(message: string): void {
  elements.error.textContent = message;
  elements.error.hidden = false;
}

export function hideError(): void {
  elements.error.hidden = true;
}

/** Phones have room for one picture at a time. */
export function showView(view: "photo" | "painting"): void {
  const { studio } = elements;
  studio.dataset.view = view;
  const radio = studio.querySelector<HTMLInputElement>(`input[name=view][value=${view}]`);
  if (radio) radio.checked = true;
}
