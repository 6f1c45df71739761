import type { ProgressEvent } from "../../api/types";
import { DownloadMeter } from "../../shared/download";
import type { SentPixels } from "../../shared/protocol";

/** What every step of a call needs to know of it. */
export class Call {
  readonly signal: AbortSignal;
  readonly report: (event: ProgressEvent) => void;
  readonly show: (painted: SentPixels) => void;
  readonly meter: DownloadMeter;

  /** @param show takes paintings that finer strokes are still to come over */
  constructor(
    signal: AbortSignal,
    report: (event: ProgressEvent) => void,
    show: (painted: SentPixels) => void = () => {},
  ) {
    this.signal = signal;
    this.report = report;
    this.show = show;
    this.meter = new DownloadMeter(report);
  }

  /** Reports a step and gives up here if the call was aborted. */
  step(stage: "start" | "style", loaded: number, total: number): void {
    this.signal.throwIfAborted();
    this.report({ stage, loaded, total, unit: "steps" });
  }

  /** Reports how many tiles are painted and gives up here if the call was aborted. */
  tiles(loaded: number, total: number, secondsLeft: number | undefined): void {
    this.signal.throwIfAborted();
    const time = secondsLeft === undefined ? {} : { secondsLeft };
    this.report({ stage: "paint", loaded, total, unit: "tiles", ...time });
  }
}

/** A call without a listener or a way to abort it. */
export function quiet(): Call {
  return new Call(new AbortController().signal, () => {});
}
