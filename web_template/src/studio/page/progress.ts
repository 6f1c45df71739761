// How far a call has come, in words.

import type { ProgressEvent } from "../../api/types";
import { duration, megabytes, plainMegabytes } from "./format";
import { text } from "./texts";

/** One short line: bytes for downloads, tiles and the time left for painting. */
export function describeProgress({ stage, loaded, total, secondsLeft }: ProgressEvent): string {
  const step = Math.min(loaded + 1, total);
  if (stage === "download") {
    return text("studio.downloaded", { loaded: plainMegabytes(loaded), total: megabytes(total) });
  }
  if (stage === "start") return text("studio.started", { step, total });
  if (stage === "style") return text("studio.looking_at_style");
  if (total < 2) return text("studio.painting_now");
  const tiles = text("studio.painting_tile", { step, total });
  if (secondsLeft === undefined) return tiles;
  return text("studio.time_left", { tiles, left: duration(secondsLeft) });
}

/** Shows an event on a progress bar and in words beside it. */
export function showEvent(
  event: ProgressEvent,
  bar: HTMLProgressElement,
  words: HTMLElement,
): void {
  bar.max = Math.max(event.total, 1);
  bar.value = event.loaded;
  words.textContent = describeProgress(event);
}
