// Paints every frame of a video file, however long each takes, and keeps its sound.

import { BlobSource, Conversion, Input, MATROSKA, MP4, QTFF, WEBM } from "mediabunny";
import { StylizerError } from "../../../api/errors";
import { StudioError } from "../../page/studio-error";
import { codecFor, QUALITY, tagsOf, untagged } from "../../video/container";
import { evenSides, type VideoFormat, type VideoSize } from "../../video/formats";
import { videoBlob } from "../../video/frame-canvas";

export interface WholeVideo {
  readonly file: Blob;
  readonly format: VideoFormat;
  /** Size of the painted video. */
  readonly sides: VideoSize;
  readonly signal: AbortSignal;
  /** @param time milliseconds from the video's beginning */
  paint(frame: ImageData, time: number): Promise<ImageData>;
  /** @param share of the video that is done, 0 to 1 */
  onProgress(share: number): void;
}

/** A frame of the file, and where in the video it is, in seconds. */
interface FrameSample {
  readonly timestamp: number;
  toCanvasImageSource(): CanvasImageSource;
}

/**
 * @param unreadable the message for files that cannot be read frame by frame
 * @throws StudioError with that text; StylizerError of the painting; the signal's reason
 */
export async function paintedVideo(video: WholeVideo, unreadable: string): Promise<Blob> {
  const { file, format, signal } = video;
  const input = new Input({ source: new BlobSource(file), formats: [MP4, QTFF, WEBM, MATROSKA] });
  const output = untagged(format);
  try {
    const shown = { showWarnings: false, tracks: "primary", tags: tagsOf(format) } as const;
    const conversion = await Conversion.init({
      input,
      output,
      ...shown,
      video: await frames(video),
    });
    const seen = conversion.utilizedTracks.some(({ type }) => type === "video");
    if (!conversion.isValid || !seen) throw new StudioError(unreadable);
    conversion.onProgress = video.onProgress;
    signal.addEventListener("abort", () => void conversion.cancel(), { once: true });
    await conversion.execute();
    return videoBlob(output.target.buffer as ArrayBuffer, format);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof StudioError || cause instanceof StylizerError) throw cause;
    throw new StudioError(unreadable, { cause });
  } finally {
    input.dispose();
  }
}

async function frames({ format, sides, signal, paint }: WholeVideo) {
  const { width, height } = evenSides(sides);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const codec = await codecFor(format, { width, height });
  return {
    ...(codec && { codec }),
    width,
    height,
    fit: "fill",
    quality: QUALITY,
    forceTranscode: true,
    allowTransformationMetadata: false,
    process: async (sample: FrameSample) => {
      signal.throwIfAborted();
      if (!context) return null;
      context.drawImage(sample.toCanvasImageSource(), 0, 0, width, height);
      const frame = context.getImageData(0, 0, width, height);
      const painted = await paint(frame, sample.timestamp * 1000);
      const bitmap = await createImageBitmap(painted);
      context.drawImage(bitmap, 0, 0, width, height);
      bitmap.close();
      return canvas;
    },
  } as const;
}
