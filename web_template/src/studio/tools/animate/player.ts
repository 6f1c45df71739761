// Plays the painted frames on a canvas.

import type { FrameStore } from "./frame-store";

export class Player {
  readonly #canvas: HTMLCanvasElement;
  #frames: FrameStore | undefined;
  #rate = 0;
  #repeats = true;
  /** The run under way; another one takes its place. */
  #run: object | undefined;
  #index = 0;
  readonly #onPlaying: (playing: boolean) => void;

  /** @param onPlaying called when it begins and when it ends */
  constructor(canvas: HTMLCanvasElement, onPlaying: (playing: boolean) => void) {
    this.#canvas = canvas;
    this.#onPlaying = onPlaying;
  }

  get playing(): boolean {
    return this.#run !== undefined;
  }

  /** Takes other frames, or none. */
  load(frames: FrameStore | undefined, rate: number, repeats: boolean): void {
    this.stop();
    this.#frames = frames;
    this.#rate = rate;
    this.#repeats = repeats;
    this.#index = 0;
  }

  /** Shows a picture that is no frame yet. */
  show(image: ImageData): void {
    this.#fit(image.width, image.height)?.putImageData(image, 0, 0);
  }

  stop(): void {
    if (!this.#run) return;
    this.#run = undefined;
    this.#onPlaying(false);
  }

  async play(): Promise<void> {
    const frames = this.#frames;
    if (!frames || this.#run) return;
    const run = {};
    this.#run = run;
    this.#onPlaying(true);
    let due = performance.now();
    while (this.#run === run) {
      const bitmap = await frames.bitmap(this.#index);
      await until(due);
      if (this.#run === run) this.#fit(bitmap.width, bitmap.height)?.drawImage(bitmap, 0, 0);
      bitmap.close();
      // Late frames do not shorten those that follow.
      due = Math.max(due, performance.now() - 1000 / this.#rate) + 1000 / this.#rate;
      this.#index = (this.#index + 1) % frames.count;
      if (this.#index === 0 && !this.#repeats && this.#run === run) this.stop();
    }
  }

  #fit(width: number, height: number): CanvasRenderingContext2D | null {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    return this.#canvas.getContext("2d");
  }
}

function until(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time - performance.now()));
}
