// What the studio shows of its state.

import type { ProgressEvent } from "../api/types";
import { elements } from "./elements";
import { strings } from "./strings";

/** Browser tests wait for these on `#studio[data-state]`. */
export type State = "idle" | "loading" | "painting" | "done" | "error";

/** Paints shorter than this many milliseconds come and go without a progress bar. */
const SHORT_PAINT = 250;

let announced = "";
let busyTimer: ReturnType<typeof setTimeout> | undefined;

export function showState(state: State): void {
  const busy = state === "loading" || state === "painting";
  elements.studio.dataset.state = state;
  elements.paintingPane.setAttribute("aria-busy", String(busy));
  clearTimeout(busyTimer);
  if (busy) busyTimer = setTimeout(showBusy, SHORT_PAINT, true);
  else showBusy(false);
}

/** The cancel button stands where the download is offered otherwise. */
function showBusy(busy: boolean): void {
  const { actions, cancel, paint } = elements;
  if (!busy && document.activeElement === cancel) paint.focus();
  actions.classList.toggle("busy", busy);
}

/** Tells screen readers, once for each new text. */
export function announce(text: string): void {
  if (text === announced) return;
  announced = text;
  elements.announcer.textContent = text;
}

export function showProgress({ stage, loaded, total }: ProgressEvent): void {
  const { progressBar, progressText } = elements;
  progressBar.max = Math.max(total, 1);
  progressBar.value = loaded;
  if (stage === "download") {
    progressText.textContent = strings.downloaded(loaded, total);
    announce(strings.downloading);
  } else if (stage === "start") {
    progressText.textContent = strings.started(loaded, total);
    announce(strings.starting);
  } else if (stage === "style") {
    progressText.textContent = strings.lookingAtStyle;
    announce(strings.lookingAtStyle);
  } else {
    progressText.textContent = strings.paintingStep(loaded, total);
    announce(strings.painting);
  }
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
