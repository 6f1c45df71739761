// Writes videos frame by frame with WebCodecs, at whatever pace the frames come.

import { CanvasSource, type VideoCodec } from "mediabunny";
import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import { codecFor, outputIn, QUALITY } from "./container";
import type { VideoFormat } from "./formats";
import { drawFrame, type VideoWriter, videoBlob } from "./frame-canvas";

/** Otherwise encoders leave blocks of the frame before where a plain area changes at once. */
const CONTENT = "detail";

export class FrameEncoder implements VideoWriter {
  readonly #canvas: HTMLCanvasElement;
  readonly #format: VideoFormat;
  readonly #source: CanvasSource;
  readonly #output: ReturnType<typeof outputIn>;

  private constructor(canvas: HTMLCanvasElement, format: VideoFormat, codec: VideoCodec) {
    this.#canvas = canvas;
    this.#format = format;
    this.#source = new CanvasSource(canvas, { codec, quality: QUALITY, contentHint: CONTENT });
    this.#output = outputIn(format);
    this.#output.addVideoTrack(this.#source);
  }

  /** @param canvas is drawn on, and gives the video its size */
  static async open(canvas: HTMLCanvasElement, format: VideoFormat): Promise<FrameEncoder> {
    const codec = await codecFor(format, canvas);
    if (!codec) {
      throw new StudioError(text("studio.video_unwritable"));
    }
    const encoder = new FrameEncoder(canvas, format, codec);
    await encoder.#output.start();
    return encoder;
  }

  async add(frame: CanvasImageSource, timestamp: number, duration: number): Promise<void> {
    drawFrame(this.#canvas, frame);
    await this.#source.add(timestamp, duration);
  }

  async finish(): Promise<Blob> {
    await this.#output.finalize();
    return videoBlob(this.#output.target.buffer as ArrayBuffer, this.#format);
  }

  async cancel(): Promise<void> {
    await this.#output.cancel();
  }
}
