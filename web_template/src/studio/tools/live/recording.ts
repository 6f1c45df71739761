// Records the painted frames of a stream as they come, and what is heard meanwhile.

import { fitted } from "../../../shared/picture";
import type { VideoFormat, VideoSize } from "../../video/formats";
import type { VideoWriter } from "../../video/frame-canvas";
import { openWriter } from "../../video/open";
import type { ElementSound, SoundRecorder } from "./sound";

/** Long side in pixels that a recording has at least: frames may be small, and may change their size. */
const LEAST_SIDE = 480;

/** Seconds that a frame is shown where none follows it. */
const LAST = 1 / 15;

export class Recording {
  readonly #format: VideoFormat;
  readonly #writer: VideoWriter;
  readonly #sound: SoundRecorder | undefined;
  #frame: CanvasImageSource | undefined;
  /** When the first frame came, in seconds of `performance.now`. */
  #begun: number | undefined;
  #last = 0;
  /** Frames are written one after the other. */
  #written: Promise<void> = Promise.resolve();

  private constructor(format: VideoFormat, writer: VideoWriter, sound: SoundRecorder | undefined) {
    this.#format = format;
    this.#writer = writer;
    this.#sound = sound;
  }

  /**
   * @param sides of the frames at present
   * @param sound of what is painted, if it has any
   */
  static async begin(
    format: VideoFormat,
    { width, height }: VideoSize,
    sound: ElementSound | undefined,
  ): Promise<Recording> {
    const long = Math.max(width, height, LEAST_SIDE);
    const [wide, high] = fitted(width, height, long);
    const recorder = await sound?.recorder(format);
    return new Recording(format, await openWriter(format, { width: wide, height: high }), recorder);
  }

  /** How long it is, in seconds. */
  get seconds(): number {
    return this.#last;
  }

  /** @param time when the frame was taken, in seconds of `performance.now` */
  async add(frame: CanvasImageSource, time: number): Promise<void> {
    this.#frame = frame;
    if (this.#begun === undefined) {
      this.#begun = performance.now() / 1000;
      this.#sound?.start();
    }
    // The first frame was taken a little earlier, but sound and pictures begin together.
    const at = Math.max(time - this.#begun, 0);
    this.#last = at;
    this.#written = this.#written.then(() => this.#writer.add(frame, at, LAST));
    await this.#written;
  }

  /** The video, which ends now; undefined where there was no frame. */
  async finish(): Promise<Blob | undefined> {
    if (!this.#frame) {
      await this.cancel();
      return undefined;
    }
    const heard = this.#sound?.finish();
    // Until now the last frame was shown; an encoder that has failed takes no more.
    await this.add(this.#frame, performance.now() / 1000).catch(() => undefined);
    const [video, sound] = await Promise.all([this.#writer.finish(), heard]);
    if (!sound) return video;
    const { withSound } = await import("../../video/sound");
    return await withSound(video, sound, this.#format);
  }

  /** Drops it. */
  async cancel(): Promise<void> {
    await this.#writer.cancel();
  }
}
