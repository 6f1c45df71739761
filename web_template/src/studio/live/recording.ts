// Records the painted frames of a stream, as they come.

import { fitted } from "../../engine/picture";
import type { Sides, VideoFormat } from "../video/formats";
import { openWriter, type VideoWriter } from "../video/writer";

/** Long side in pixels that a recording has at least: frames may be small, and may change their size. */
const LEAST_SIDE = 480;

/** Seconds that a frame is shown where none follows it. */
const LAST = 1 / 15;

export class Recording {
  readonly #writer: VideoWriter;
  #frame: CanvasImageSource | undefined;
  #first: number | undefined;
  #last = 0;
  /** Frames are written one after the other. */
  #written: Promise<void> = Promise.resolve();

  private constructor(writer: VideoWriter) {
    this.#writer = writer;
  }

  /** @param sides of the frames at present */
  static async begin(format: VideoFormat, { width, height }: Sides): Promise<Recording> {
    const long = Math.max(width, height, LEAST_SIDE);
    const [wide, high] = fitted(width, height, long);
    return new Recording(await openWriter(format, { width: wide, height: high }));
  }

  /** How long it is, in seconds. */
  get seconds(): number {
    return this.#last;
  }

  /** @param time when the frame was taken, in seconds of `performance.now` */
  async add(frame: CanvasImageSource, time: number): Promise<void> {
    this.#frame = frame;
    this.#first ??= time;
    this.#last = time - this.#first;
    const at = this.#last;
    this.#written = this.#written.then(() => this.#writer.add(frame, at, LAST));
    await this.#written;
  }

  /** The video, which ends now; undefined where there was no frame. */
  async finish(): Promise<Blob | undefined> {
    if (!this.#frame) {
      await this.#writer.cancel();
      return undefined;
    }
    // Until now the last frame was shown.
    await this.add(this.#frame, performance.now() / 1000);
    return await this.#writer.finish();
  }
}
