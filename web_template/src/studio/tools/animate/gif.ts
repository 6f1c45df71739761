// Writes animations as GIF files: one palette for all frames, so that colours do not flicker.

import { GIFEncoder, quantize } from "gifenc";
import { site } from "../../model/site";
import { marked } from "../../pixels/mark";
import { Ditherer, type Dithering } from "./dither";
import type { FrameStore } from "./frame-store";
import { centiseconds } from "./timeline";

/** Colours of a GIF's palette. */
const COLOURS = 256;

/** Pixels that the palette is made from, over all frames. */
const SAMPLES = 200_000;

export interface GifOptions {
  readonly rate: number;
  /** Whether it begins again when it ends. */
  readonly repeats: boolean;
  readonly dithering: Dithering;
  readonly signal: AbortSignal;
  /** Frames are read twice: for the palette, and to be written. */
  onProgress(done: number, total: number): void;
}

export async function gifOf(frames: FrameStore, options: GifOptions): Promise<Blob> {
  const { rate, repeats, dithering, signal, onProgress } = options;
  const { count, width, height } = frames;
  const samples = new Sampler(count, width, height);
  for (let index = 0; index < count; index++) {
    samples.add(await frames.pixels(index));
    signal.throwIfAborted();
    onProgress(index + 1, 2 * count);
  }
  const palette = quantize(samples.data, COLOURS, { format: "rgb565" });
  const ditherer = new Ditherer(palette, dithering);
  const encoder = GIFEncoder();
  const delays = centiseconds(count, rate);
  for (let index = 0; index < count; index++) {
    const indices = ditherer.indices(await frames.pixels(index));
    const first = index === 0 ? { palette, repeat: repeats ? 0 : -1 } : {};
    encoder.writeFrame(indices, width, height, { ...first, delay: 10 * (delays[index] as number) });
    signal.throwIfAborted();
    onProgress(count + index + 1, 2 * count);
  }
  encoder.finish();
  const file = new Blob([encoder.bytes()], { type: "image/gif" });
  return site.mark ? await marked(file, site.mark) : file;
}

/** Takes evenly spread pixels of all frames. */
class Sampler {
  readonly #data: Uint8ClampedArray;
  readonly #step: number;
  #used = 0;

  constructor(frames: number, width: number, height: number) {
    // An odd step does not take the same columns in every row.
    this.#step = Math.ceil((frames * width * height) / SAMPLES) | 1;
    this.#data = new Uint8ClampedArray(4 * frames * Math.ceil((width * height) / this.#step));
  }

  get data(): Uint8ClampedArray {
    return this.#data.subarray(0, this.#used);
  }

  add({ data }: ImageData): void {
    for (let i = 0; i < data.length; i += 4 * this.#step) {
      this.#data.set(data.subarray(i, i + 4), this.#used);
      this.#used += 4;
    }
  }
}
