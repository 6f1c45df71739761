// Which video formats this browser can write.

import { hasEncoder, recordedType, type VideoFormat, type VideoSize } from "./formats";

/** The formats that can be written here, the most widely played first. */
export async function videoFormats(sides: VideoSize): Promise<readonly VideoFormat[]> {
  const formats = ["mp4", "webm"] as const;
  if (!hasEncoder()) return formats.filter((format) => recordedType(format) !== undefined);
  const { codecFor } = await import("./container");
  const codecs = await Promise.all(formats.map((format) => codecFor(format, sides)));
  return formats.filter((_, index) => codecs[index] !== null);
}
