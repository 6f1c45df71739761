// What test_tools.py asks of the parts of the studio's tools, below their panels.

import type { Dithering } from "../../web_template/src/studio/tools/animate/dither";
import { filmOf } from "../../web_template/src/studio/tools/animate/film";
import { FrameStore } from "../../web_template/src/studio/tools/animate/frame-store";
import { gifOf } from "../../web_template/src/studio/tools/animate/gif";
import type { VideoFormat } from "../../web_template/src/studio/video/formats";
import { videoFormats } from "../../web_template/src/studio/video/supported";

interface FilmRequest {
  readonly sides: [number, number];
  /** Grey of each frame. */
  readonly greys: readonly number[];
  readonly rate: number;
  readonly format: VideoFormat | "gif";
  readonly dithering?: Dithering;
  /** Whether the browser is to be without WebCodecs. */
  readonly recorded?: boolean;
}

/** Frames of one grey each as a file, and what the browser finds when it plays it. */
export async function film({ sides, greys, rate, format, dithering, recorded }: FilmRequest) {
  if (recorded) Object.assign(globalThis, { VideoEncoder: undefined });
  const frames = new FrameStore(...sides);
  for (const grey of greys) {
    const image = new ImageData(...sides);
    for (const i of image.data.keys()) image.data[i] = i % 4 === 3 ? 255 : grey;
    await frames.add(image);
  }
  const { signal } = new AbortController();
  const steps: [number, number][] = [];
  const onProgress = (done: number, total: number) => steps.push([done, total]);
  const options = { rate, signal, onProgress };
  const blob = await (format === "gif"
    ? gifOf(frames, { ...options, repeats: true, dithering: dithering ?? "none" })
    : filmOf(frames, { ...options, format }));
  const bytes = [...new Uint8Array(await blob.arrayBuffer())];
  return { type: blob.type, bytes, steps };
}

export async function formats() {
  return await videoFormats({ width: 320, height: 240 });
}

/** A WebM file with a tone: greys one after the other in its left half, red in the right one. */
export async function clip(request: {
  greys: readonly number[];
  sides: [number, number];
  rate: number;
}) {
  const { AudioBufferSource, CanvasSource } = await import("mediabunny");
  const { outputIn, QUALITY: quality } = await import(
    "../../web_template/src/studio/video/container"
  );
  const canvas = new OffscreenCanvas(...request.sides);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const video = new CanvasSource(canvas, { codec: "vp8", quality });
  const audio = new AudioBufferSource({ codec: "opus", quality });
  const output = outputIn("webm");
  output.addVideoTrack(video);
  output.addAudioTrack(audio);
  await output.start();
  const [width, height] = request.sides;
  for (const [index, grey] of request.greys.entries()) {
    context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
    context.fillRect(0, 0, width / 2, height);
    context.fillStyle = "rgb(200 30 30)";
    context.fillRect(width / 2, 0, width / 2, height);
    await video.add(index / request.rate, 1 / request.rate);
  }
  const sampleRate = 48_000;
  const length = Math.round((request.greys.length / request.rate) * sampleRate);
  const tone = new AudioBuffer({ length, sampleRate, numberOfChannels: 1 });
  tone.copyToChannel(
    Float32Array.from({ length }, (_, i) => 0.2 * Math.sin((i / sampleRate) * 440 * 2 * Math.PI)),
    0,
  );
  await audio.add(tone);
  await output.finalize();
  return [...new Uint8Array(output.target.buffer as ArrayBuffer)];
}
