import type { ProgressEvent } from "../api/types";
import { DownloadMeter } from "./download";

/** What every step of a call needs to know of it. */
export class Call {
  readonly signal: AbortSignal;
  readonly report: (event: ProgressEvent) => void;
  readonly meter: DownloadMeter;

  constructor(signal: AbortSignal, report: (event: ProgressEvent) => void) {
    this.signal = signal;
    this.report = report;
    this.meter = new DownloadMeter(report);
  }

  /** Reports a step and gives up here if the call was aborted. */
  step(stage: "start" | "style" | "paint", loaded: number, total: number): void {
    this.signal.throwIfAborted();
    this.report({ stage, loaded, total, unit: "steps" });
  }
}
