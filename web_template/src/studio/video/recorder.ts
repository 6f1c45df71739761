// Writes videos with MediaRecorder, where the browser has no WebCodecs: in real time.

import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import { recordedType, type VideoFormat } from "./formats";
import { drawFrame, type VideoWriter, videoBlob } from "./frame-canvas";

/** Seconds after which a frame has surely reached the recorder. */
const ARRIVAL = 0.2;

interface Recorded {
  readonly recorder: MediaRecorder;
  readonly track: CanvasCaptureMediaStreamTrack;
  /** When the first frame was recorded, in milliseconds. */
  readonly begun: number;
}

export class StreamRecorder implements VideoWriter {
  readonly #canvas: HTMLCanvasElement;
  readonly #format: VideoFormat;
  readonly #parts: Blob[] = [];
  #recorded: Recorded | undefined;
  /** When the last frame ends, in seconds. */
  #end = 0;

  /** @param canvas is drawn on, and gives the video its size */
  constructor(canvas: HTMLCanvasElement, format: VideoFormat) {
    this.#canvas = canvas;
    this.#format = format;
  }

  async add(frame: CanvasImageSource, timestamp: number, duration: number): Promise<void> {
    await this.#until(timestamp);
    drawFrame(this.#canvas, frame);
    // What is on the canvas when it begins is recorded, too.
    this.#recorded ??= this.#begin();
    if (this.#recorded.recorder.state === "inactive") {
      throw new StudioError(text("studio.video_unwritable"));
    }
    this.#recorded.track.requestFrame();
    this.#end = timestamp + duration;
  }

  async finish(): Promise<Blob> {
    await this.#until(this.#end);
    // The last frame lasts until another one comes, which takes a while to arrive.
    drawFrame(this.#canvas, this.#canvas);
    this.#recorded?.track.requestFrame();
    await this.#until(this.#end + ARRIVAL);
    await this.cancel();
    const video = videoBlob(new Blob(this.#parts), this.#format);
    const { withDuration } = await import("./container");
    return await withDuration(video, this.#format);
  }

  cancel(): Promise<void> {
    return new Promise((resolve) => {
      const { recorder, track } = this.#recorded ?? {};
      if (!recorder || recorder.state === "inactive") return resolve();
      recorder.addEventListener("stop", () => resolve(), { once: true });
      recorder.stop();
      track?.stop();
    });
  }

  #begin(): Recorded {
    const stream = this.#canvas.captureStream(0);
    const track = stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack;
    const mimeType = recordedType(this.#format);
    const recorder = new MediaRecorder(stream, {
      ...(mimeType && { mimeType }),
      videoBitsPerSecond: Math.max(8 * this.#canvas.width * this.#canvas.height, 1e6),
    });
    recorder.addEventListener("dataavailable", ({ data }) => this.#parts.push(data));
    recorder.start();
    return { recorder, track, begun: performance.now() };
  }

  #until(seconds: number): Promise<void> {
    const { begun } = this.#recorded ?? {};
    const wait = begun === undefined ? 0 : begun + seconds * 1000 - performance.now();
    return new Promise((resolve) => setTimeout(resolve, wait));
  }
}
