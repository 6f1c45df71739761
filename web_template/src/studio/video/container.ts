// Video files as mediabunny writes them: codecs, containers, and what a container says of its video.

import {
  BlobSource,
  BufferTarget,
  Conversion,
  getFirstEncodableVideoCodec,
  Input,
  type MetadataTags,
  MP4,
  Mp4OutputFormat,
  Output,
  Quality,
  type VideoCodec,
  WEBM,
  WebMOutputFormat,
} from "mediabunny";
import { site } from "../model/site";
import type { VideoFormat, VideoSize } from "./formats";
import { videoBlob } from "./frame-canvas";

/** By format, the most widely played first. */
const CODECS: Readonly<Record<VideoFormat, VideoCodec[]>> = {
  mp4: ["avc"],
  webm: ["vp9", "vp8"],
};

/** Strokes of a brush are all edges, which encoders blur first. */
export const QUALITY = new Quality("very-high");

export async function codecFor(format: VideoFormat, sides: VideoSize): Promise<VideoCodec | null> {
  return await getFirstEncodableVideoCodec(CODECS[format], { ...sides, quality: QUALITY });
}

type FileOutput = Output<Mp4OutputFormat | WebMOutputFormat, BufferTarget>;

export function outputIn(format: VideoFormat): FileOutput {
  const output = untagged(format);
  output.setMetadataTags(tagsOf(format));
  return output;
}

/** What a conversion writes to: it sets the tags that its options name. */
export function untagged(format: VideoFormat): FileOutput {
  return new Output({
    format: format === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat(),
    target: new BufferTarget(),
  });
}

/** The mark, in WebM: that has no place of its own for XMP, but tags of any name. */
export function tagsOf(format: VideoFormat): MetadataTags {
  return format === "webm" && site.mark ? { raw: { XMP: site.mark } } : {};
}

/** The same video in a file that says how long it is, which what MediaRecorder writes does not. */
export async function withDuration(video: Blob, format: VideoFormat): Promise<Blob> {
  const input = new Input({ source: new BlobSource(video), formats: [MP4, WEBM] });
  try {
    const output = untagged(format);
    const tags = tagsOf(format);
    const conversion = await Conversion.init({ input, output, tags, showWarnings: false });
    if (!conversion.isValid) return video;
    await conversion.execute();
    return videoBlob(output.target.buffer as ArrayBuffer, format);
  } finally {
    input.dispose();
  }
}
