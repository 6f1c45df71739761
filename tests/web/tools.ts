// What test_tools.py asks of the parts of the studio's tools, below their panels.

import {
  Ditherer,
  type Dithering,
  type Palette,
} from "../../web_template/src/studio/tools/animate/dither";
import { filmOf } from "../../web_template/src/studio/tools/animate/film";
import { FrameStore } from "../../web_template/src/studio/tools/animate/frame-store";
import { gifOf } from "../../web_template/src/studio/tools/animate/gif";
import { type Course, moments } from "../../web_template/src/studio/tools/animate/timeline";
import { freeName, NameList } from "../../web_template/src/studio/tools/batch/names";
import { FramePace } from "../../web_template/src/studio/tools/live/pace";
import { composed, shown } from "../../web_template/src/studio/pixels/compose";
import type { Masks } from "../../web_template/src/studio/model/recipe";
import { filled, freshMasks, inverted, type Layer } from "../../web_template/src/studio/model/masks";
import { type Brush, Stroke } from "../../web_template/src/studio/tools/region/stroke";
import type { VideoFormat } from "../../web_template/src/studio/video/formats";
import { videoFormats } from "../../web_template/src/studio/video/supported";

interface StrokeRequest {
  readonly width: number;
  readonly height: number;
  readonly fill: Layer;
  /** Each with the places its path goes through. */
  readonly strokes: readonly { brush: Brush; path: readonly (readonly [number, number])[] }[];
  readonly invert?: "second" | "photo";
}

/** Masks after strokes over masks filled with one layer. */
function drawn({ width, height, fill, strokes, invert }: StrokeRequest): Masks {
  let masks = filled(freshMasks(width, height), fill);
  for (const { brush, path } of strokes) {
    const stroke = new Stroke(masks, brush);
    for (const [x, y] of path) stroke.moveTo({ x, y });
    masks = stroke.masks;
  }
  return invert ? inverted(masks, invert) : masks;
}

export function draw(request: StrokeRequest) {
  const { second, photo, ...sides } = drawn(request);
  return {
    ...sides,
    second: [...second],
    photo: [...photo],
    shown: shown({ ...sides, second, photo }),
  };
}

/** One channel of what layers of one colour each make, at a size of their own. */
export function compose(
  request: StrokeRequest & { sides: [number, number]; colours: Record<Layer, number> },
) {
  const plain = (value: number) => {
    const image = new ImageData(...request.sides);
    image.data.fill(value).forEach((_, i, data) => i % 4 === 3 && data.fill(255, i, i + 1));
    return image;
  };
  const { first, second, photo } = request.colours;
  const layers = { first: plain(first), second: plain(second), photo: plain(photo) };
  return [...composed(layers, drawn(request)).data].filter((_, i) => i % 4 === 0);
}

export function course(request: { stops: number; course: Course; duration: number; rate: number }) {
  return moments(request.stops, request.course, request);
}

/** Colours of a grey ramp from 0 to 255, one row for each value, as a palette shows them. */
export function dither(request: { palette: Palette; dithering: Dithering; width: number }) {
  const image = new ImageData(request.width, 256);
  image.data.forEach((_, i, data) => {
    data[i] = i % 4 === 3 ? 255 : Math.floor(i / (4 * request.width));
  });
  const indices = new Ditherer(request.palette, request.dithering).indices(image);
  return [...indices].map((index) => request.palette[index]?.[0]);
}

/** The long side after each of some frames that take so many milliseconds a megapixel. */
export function sides(request: { start: number; speeds: readonly number[] }) {
  const pace = new FramePace(request.start);
  return request.speeds.map((speed) => {
    pace.note((speed * pace.side ** 2) / 1e6);
    return pace.side;
  });
}

export async function names(request: { stems: readonly string[]; suffix: string }) {
  const taken = new NameList();
  const found: string[] = [];
  for (const stem of request.stems) {
    const name = await freeName(stem, request.suffix, "png", (other) => taken.has(other));
    taken.add(name);
    found.push(name);
  }
  return found;
}

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
    image.data.fill(grey).forEach((_, i, data) => i % 4 === 3 && data.fill(255, i, i + 1));
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
export async function clip(request: { greys: readonly number[]; sides: [number, number]; rate: number }) {
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
