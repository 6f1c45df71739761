// The video formats that the studio writes, and what a browser calls them.

/** MP4 with H.264, which everything plays, or WebM with VP9 or VP8. */
export type VideoFormat = "mp4" | "webm";

export interface VideoSize {
  readonly width: number;
  readonly height: number;
}

export const VIDEO_TYPES: Readonly<Record<VideoFormat, string>> = {
  mp4: "video/mp4",
  webm: "video/webm",
};

/** What MediaRecorder is asked for, the most wanted first. */
const RECORDED: Readonly<Record<VideoFormat, readonly string[]>> = {
  mp4: ["video/mp4;codecs=avc1.42E01E", "video/mp4"],
  webm: ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"],
};

/** The same for a sound; what an MP4 file carries is AAC, which everything plays, or Opus. */
const RECORDED_SOUND: Readonly<Record<VideoFormat, readonly string[]>> = {
  mp4: ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/ogg;codecs=opus"],
  webm: ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"],
};

/** Whether videos can be written frame by frame; if not, they are recorded as they play. */
export function hasEncoder(): boolean {
  return typeof VideoEncoder !== "undefined";
}

/** The type to ask MediaRecorder for, if it records this format. */
export function recordedType(format: VideoFormat): string | undefined {
  return firstRecorded(RECORDED[format]);
}

/** The type to ask MediaRecorder for, if it records a sound that goes into this format. */
export function recordedSound(format: VideoFormat): string | undefined {
  return firstRecorded(RECORDED_SOUND[format]);
}

function firstRecorded(types: readonly string[]): string | undefined {
  if (typeof MediaRecorder === "undefined") return undefined;
  return types.find((type) => MediaRecorder.isTypeSupported(type));
}

/** Encoders want even sides: the nearest ones, at least 2. */
export function evenSides({ width, height }: VideoSize): VideoSize {
  const even = (length: number) => Math.max(2, 2 * Math.round(length / 2));
  return { width: even(width), height: even(height) };
}
