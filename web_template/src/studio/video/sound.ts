// The sound of video files.

import {
  BlobSource,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputTrack,
  MATROSKA,
  MP4,
  OGG,
  QTFF,
  WEBM,
} from "mediabunny";
import { outputIn } from "./container";
import type { VideoFormat } from "./formats";
import { videoBlob } from "./frame-canvas";

/** Whether a video file has any; one that only the browser can read may have. */
export async function hasSound(file: Blob): Promise<boolean> {
  const input = opened(file);
  try {
    return (await input.getPrimaryAudioTrack()) !== null;
  } catch {
    return true;
  } finally {
    input.dispose();
  }
}

/** A video with a sound that begins with it; neither is encoded anew. */
export async function withSound(video: Blob, sound: Blob, format: VideoFormat): Promise<Blob> {
  const inputs = [opened(video), opened(sound)] as const;
  const [seen, heard] = await Promise.all([
    inputs[0].getPrimaryVideoTrack(),
    inputs[1].getPrimaryAudioTrack(),
  ]);
  if (!seen?.codec || !heard?.codec) return video;
  const output = outputIn(format);
  const pictures = new EncodedVideoPacketSource(seen.codec);
  const tones = new EncodedAudioPacketSource(heard.codec);
  output.addVideoTrack(pictures);
  output.addAudioTrack(tones);
  await output.start();
  const [seenConfig, heardConfig] = await Promise.all([
    seen.getDecoderConfig(),
    heard.getDecoderConfig(),
  ]);
  await Promise.all([
    copied(seen, (packet) => pictures.add(packet, described(seenConfig))),
    copied(heard, (packet) => tones.add(packet, described(heardConfig))),
  ]);
  await output.finalize();
  for (const input of inputs) input.dispose();
  return videoBlob(output.target.buffer as ArrayBuffer, format);
}

function opened(file: Blob): Input {
  const formats = [MP4, QTFF, WEBM, MATROSKA, OGG];
  return new Input({ source: new BlobSource(file), formats });
}

function described<T>(decoderConfig: T | null): { decoderConfig?: T } {
  return decoderConfig ? { decoderConfig } : {};
}

async function copied(
  track: InputTrack,
  add: (packet: EncodedPacket) => Promise<void>,
): Promise<void> {
  for await (const packet of new EncodedPacketSink(track).packets()) await add(packet);
}
