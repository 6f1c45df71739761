// What both ways of writing a video share: the writer that tools see, and the canvas that takes frames.

import { site } from "../model/site";
import { mp4Box } from "../pixels/mark";
import { VIDEO_TYPES, type VideoFormat } from "./formats";

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

/** Draws a frame over the whole canvas; videos have no transparency, so on white. */
export function drawFrame(canvas: HTMLCanvasElement, frame: CanvasImageSource): void {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(frame, 0, 0, canvas.width, canvas.height);
}

/** A finished video as a file; WebM got its mark with its other tags. */
export function videoBlob(data: BlobPart, format: VideoFormat): Blob {
  const mark = format === "mp4" && site.mark ? [mp4Box(site.mark)] : [];
  return new Blob([data, ...mark], { type: VIDEO_TYPES[format] });
}
