// Writes videos frame by frame with WebCodecs, at whatever pace the frames come.

import {
  BlobSource,
  BufferTarget,
  CanvasSource,
  Conversion,
  getFirstEncodableVideoCodec,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  Quality,
  type VideoCodec,
  WEBM,
  WebMOutputFormat,
} from "mediabunny";
import { StylizerError } from "../../api/errors";
import { text } from "../texts";
import type { Sides, VideoFormat } from "./formats";
import { drawFrame, type VideoWriter, videoBlob } from "./writer";

/** By format, the most widely played first. */
const CODECS: Readonly<Record<VideoFormat, VideoCodec[]>> = {
  mp4: ["avc"],
  webm: ["vp9", "vp8"],
};

/** Strokes of a brush are all edges, which encoders blur first. */
export const QUALITY = new Quality("very-high");

/** Otherwise encoders leave blocks of the frame before where a plain area changes at once. */
const CONTENT = "detail";

export async function codecFor(format: VideoFormat, sides: Sides): Promise<VideoCodec | null> {
  return await getFirstEncodableVideoCodec(CODECS[format], { ...sides, quality: QUALITY });
}

export function outputIn(
  format: VideoFormat,
): Output<Mp4OutputFormat | WebMOutputFormat, BufferTarget> {
  return new Output({
    format: format === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat(),
    target: new BufferTarget(),
  });
}

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
      throw new StylizerError("invalid-argument", text("studio.video_unwritable"));
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

/** The same video in a file that says how long it is, which what MediaRecorder writes does not. */
export async function withDuration(video: Blob, format: VideoFormat): Promise<Blob> {
  const input = new Input({ source: new BlobSource(video), formats: [MP4, WEBM] });
  const output = outputIn(format);
  const conversion = await Conversion.init({ input, output, showWarnings: false });
  if (!conversion.isValid) return video;
  await conversion.execute();
  input.dispose();
  return videoBlob(output.target.buffer as ArrayBuffer, format);
}
