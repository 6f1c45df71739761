// Writes animations as video files.

import type { VideoFormat } from "../../video/formats";
import { openWriter } from "../../video/open";
import type { FrameStore } from "./frame-store";

export interface FilmOptions {
  readonly format: VideoFormat;
  readonly rate: number;
  readonly signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

export async function filmOf(frames: FrameStore, options: FilmOptions): Promise<Blob> {
  const { format, rate, signal, onProgress } = options;
  const writer = await openWriter(format, frames);
  try {
    for (let index = 0; index < frames.count; index++) {
      const frame = await frames.bitmap(index);
      await writer.add(frame, index / rate, 1 / rate);
      frame.close();
      signal.throwIfAborted();
      onProgress(index + 1, frames.count);
    }
    return await writer.finish();
  } catch (error) {
    await writer.cancel();
    throw error;
  }
}
