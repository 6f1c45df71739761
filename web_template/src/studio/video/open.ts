// Begins a video file: with WebCodecs, or with MediaRecorder where there is no encoder.

import { evenSides, hasEncoder, type VideoFormat, type VideoSize } from "./formats";
import type { VideoWriter } from "./frame-canvas";
import { StreamRecorder } from "./recorder";

/** Begins a video of a size, which is made even. */
export async function openWriter(format: VideoFormat, sides: VideoSize): Promise<VideoWriter> {
  const { width, height } = evenSides(sides);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  if (!hasEncoder()) return new StreamRecorder(canvas, format);
  const { FrameEncoder } = await import("./encoder");
  return await FrameEncoder.open(canvas, format);
}
