// Paints a playing video, frame after frame, as large as the machine keeps up with.

import { failure } from "../../../api/errors";
import type { ProgressEvent } from "../../../api/types";
import { falsifiesCanvases } from "../../../shared/falsified";
import { fitted } from "../../../shared/picture";
import type { FramePainter } from "../../../stylizer";
import type { Recipe } from "../../model/recipe";
import type { StudioContext } from "../../tool";
import { Cadence } from "./cadence";
import { FramePace } from "./pace";

export interface Frame {
  /** The painted frame. */
  readonly image: ImageData;
  /** When it was taken, in seconds of a clock that only goes forward. */
  readonly time: number;
  /** Milliseconds that a frame takes now, if that is known. */
  readonly pace: number | undefined;
  /** Whether the visitor chose another style or network that is not ready yet. */
  readonly changing: boolean;
}

export interface StreamListener {
  /** The progress of what the visitor waits for. */
  onProgress(event: ProgressEvent): void;
  onFrame(frame: Frame): Promise<void> | void;
  onError(error: unknown): void;
}

/** Milliseconds in which the painter's statistics have come to a picture that stands still. */
const SETTLING = 5000;

/** Milliseconds between the frames of such a picture. */
const PAUSED_PACE = 250;

/** Parts of a recipe that need another painter; the others only restyle it. */
const PAINTER_KEYS = ["set", "quality"] as const;

export class LiveStream {
  readonly #context: StudioContext;
  readonly #video: HTMLVideoElement;
  readonly #listener: StreamListener;
  readonly #controller = new AbortController();
  readonly #pace: FramePace;
  readonly #cadence = new Cadence();
  /** Until the frame that was painted last is shown. */
  #showing = Promise.resolve();
  readonly #grabber = document.createElement("canvas");
  #mirrored = false;
  #painter: FramePainter | undefined;
  /** Paints from the next frame on. */
  #next: FramePainter | undefined;
  /** Identifies the last request for a painter: the painters of earlier ones are disposed of. */
  #requested: object | undefined;
  #restyled: object | undefined;
  /** Changes of the recipe that do not show yet. */
  #changes = 0;
  #wake = () => {};
  /** Whether the video has shown a frame since one was taken. */
  #isFresh = false;
  /** Where the video was when the last frame was taken, in seconds. */
  #taken: number | undefined;
  /** When that was another place than before, in milliseconds. */
  #movedAt = 0;

  /** @param video has a picture to show already */
  constructor(context: StudioContext, video: HTMLVideoElement, listener: StreamListener) {
    this.#context = context;
    this.#video = video;
    this.#listener = listener;
    const recipe: Recipe = { ...context.recipe.value, size: undefined, strokes: "fine" };
    this.#pace = new FramePace((side) => context.expect(recipe, side));
  }

  get mirrored(): boolean {
    return this.#mirrored;
  }

  set mirrored(mirrored: boolean) {
    this.#mirrored = mirrored;
    this.#wake();
  }

  /** Paints until `stop`; an error ends it and is passed to the listener. */
  async run(): Promise<void> {
    const { signal } = this.#controller;
    const end = this.#context.recipe.subscribe((recipe, before) => this.#follow(recipe, before));
    const release = this.#context.pause();
    try {
      if (falsifiesCanvases()) throw failure("picture_falsified");
      await this.#prepare(this.#listener.onProgress);
      this.#watch();
      while (!signal.aborted) {
        await this.#paint();
        await this.#nextFrame();
      }
    } catch (error) {
      if (!signal.aborted) this.#listener.onError(error);
    } finally {
      end();
      release();
      this.#requested = undefined;
      this.#painter?.dispose();
      this.#next?.dispose();
    }
  }

  stop(): void {
    this.#controller.abort();
    this.#wake();
  }

  /** The video's picture in its own size. */
  still(): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    this.#draw(canvas, this.#video.videoWidth, this.#video.videoHeight);
    return canvas;
  }

  async #paint(): Promise<void> {
    const painter = this.#takeNext();
    if (!painter) return;
    const time = performance.now() / 1000;
    this.#isFresh = false;
    if (this.#taken !== this.#video.currentTime) this.#movedAt = performance.now();
    this.#taken = this.#video.currentTime;
    const frame = this.#grab(painter.width, painter.height);
    const painted = await painter.paint(frame, { signal: this.#controller.signal });
    const image = await this.#coloured(painted, frame);
    const better = this.#pace.note(performance.now() - time * 1000);
    const pace = this.#pace.milliseconds;
    const shown = { image, time, pace, changing: this.#changes > 0 };
    await this.#showing;
    this.#showing = this.#show(shown).catch((error) => this.#fail(error));
    // The size changes by itself while the stream runs on, so there is no progress to show.
    if (better) this.#prepare().catch((error) => this.#fail(error));
  }

  /** The next frame is painted meanwhile. */
  async #show(frame: Frame): Promise<void> {
    const held = this.#cadence.hold(performance.now());
    if (held > 0) await new Promise((resolve) => setTimeout(resolve, held));
    if (!this.#controller.signal.aborted) await this.#listener.onFrame(frame);
  }

  #takeNext(): FramePainter | undefined {
    if (!this.#next) return this.#painter;
    this.#painter?.dispose();
    this.#painter = this.#next;
    this.#next = undefined;
    return this.#painter;
  }

  async #coloured(painted: ImageData, frame: ImageData): Promise<ImageData> {
    const { colours } = this.#context.recipe.value;
    if (colours === 0) return painted;
    const { withColours } = await import("../../pixels/apply-colours");
    return withColours(painted, frame, colours);
  }

  /** Notices every frame, so that one that comes while another is painted need not be waited for. */
  #watch(): void {
    const onFrame = () => {
      if (this.#controller.signal.aborted) return;
      this.#isFresh = true;
      this.#wake();
      this.#watch();
    };
    const video = this.#video;
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(onFrame);
    else requestAnimationFrame(onFrame);
  }

  /** A new frame of the video, or a change that shows on the one there is. */
  async #nextFrame(): Promise<void> {
    if (this.#isFresh) return;
    const video = this.#video;
    const moved = video.currentTime !== this.#taken;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      // A video that stands gives no further frames, but its last one may not be painted yet, nor
      // have settled.
      if (video.paused && (moved || performance.now() - this.#movedAt < SETTLING)) {
        setTimeout(resolve, moved ? 0 : PAUSED_PACE);
      }
    });
  }

  #grab(width: number, height: number): ImageData {
    const context = this.#draw(this.#grabber, width, height);
    return context.getImageData(0, 0, width, height);
  }

  #draw(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("There is no canvas to draw a frame on.");
    context.setTransform(this.#mirrored ? -1 : 1, 0, 0, 1, this.#mirrored ? width : 0, 0);
    context.drawImage(this.#video, 0, 0, width, height);
    return context;
  }

  /** Makes the painter of the present size and recipe the one that paints. */
  async #prepare(onProgress?: StreamListener["onProgress"]): Promise<void> {
    const request = {};
    this.#requested = request;
    const { videoWidth, videoHeight } = this.#video;
    const size = Math.min(this.#pace.side, Math.max(videoWidth, videoHeight));
    const frame = this.#grab(...fitted(videoWidth, videoHeight, size));
    const call = { signal: this.#controller.signal, onProgress, size };
    const recipe = this.#context.recipe.value;
    // There is no time for passes.
    const painter = await this.#context.prepare({ ...recipe, strokes: "fine" }, frame, call);
    if (this.#requested !== request) return painter.dispose();
    this.#next?.dispose();
    this.#next = painter;
    const now = this.#context.recipe.value;
    if (restyles(now, recipe)) await this.#restyle(now);
    this.#wake();
  }

  #follow(recipe: Recipe, before: Recipe): void {
    const repaints = PAINTER_KEYS.some((key) => recipe[key] !== before[key]);
    if (repaints) this.#change(this.#prepare(this.#listener.onProgress));
    else if (restyles(recipe, before)) this.#change(this.#restyle(recipe));
    this.#wake();
  }

  /** The old painter goes on until the new one, or the new style, is ready. */
  #change(ready: Promise<void>): void {
    this.#changes += 1;
    ready
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#changes -= 1;
        this.#wake();
      });
  }

  async #restyle(recipe: Recipe): Promise<void> {
    const restyled = {};
    this.#restyled = restyled;
    const { signal } = this.#controller;
    const { onProgress } = this.#listener;
    const vector = await this.#context.mixed(recipe, { signal, onProgress });
    if (this.#restyled !== restyled) return;
    for (const painter of [this.#painter, this.#next]) {
      painter?.restyle(vector, { strength: recipe.strength });
    }
    this.#wake();
  }

  #fail(error: unknown): void {
    if (this.#controller.signal.aborted) return;
    this.stop();
    this.#listener.onError(error);
  }
}

function restyles(recipe: Recipe, before: Recipe): boolean {
  return recipe.styles !== before.styles || recipe.strength !== before.strength;
}
