// Writes pictures into a video file.

import { evenSides, hasEncoder, type Sides, VIDEO_TYPES, type VideoFormat } from "./formats";
import { StreamRecorder } from "./recorder";

/** Takes the frames of a video one after the other. */
export interface VideoWriter {
  /**
   * Adds a frame, scaled to the video's size.
   *
   * @param timestamp when it is shown, in seconds from the first one's 0, and later than the last
   * @param duration how long, in seconds
   */
  add(frame: CanvasImageSource, timestamp: number, duration: number): Promise<void>;
  /** Ends the video. */
  finish(): Promise<Blob>;
  /** Drops the video. */
  cancel(): Promise<void>;
}

/** Begins a video of a size, which is made even. */
export async function openWriter(format: VideoFormat, sides: Sides): Promise<VideoWriter> {
  const { width, height } = evenSides(sides);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  if (!hasEncoder()) return new StreamRecorder(canvas, format);
  const { FrameEncoder } = await import("./encoder");
  return await FrameEncoder.open(canvas, format);
}

/** Draws a frame over the whole canvas; videos have no transparency, so on white. */
export function drawFrame(canvas: HTMLCanvasElement, frame: CanvasImageSource): void {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(frame, 0, 0, canvas.width, canvas.height);
}

export function videoBlob(data: BlobPart, format: VideoFormat): Blob {
  return new Blob([data], { type: VIDEO_TYPES[format] });
}
