// What is painted when: a quick preview while a hand moves, the finished picture when it rests.
//
// One job runs at a time and the next begins when it ends, so that results cannot arrive out of
// order. A change ends a finished picture under way, but not a preview: that is over soon, and a
// hand that keeps moving should see something.

import type { Backend, PaintOptions, ProgressEvent, Quality } from "../api/types";
import { fitted } from "../engine/picture";
import { Painters } from "./painters";
import type { StudioPicture } from "./pictures";
import { PreviewSize } from "./preview-size";
import { type SetSummary, transformers } from "./site";
import { Vectors } from "./vectors";

/** Rest after the last change before the finished picture is painted, in milliseconds. */
const REST = 250;

/** A swift picture this many times a preview's pixels comes soon enough without a preview. */
const SOON = 2;

/** What the visitor wants painted. */
export interface Wish {
  readonly set: SetSummary;
  readonly photo: StudioPicture;
  readonly style: StudioPicture;
  /** In [0, 1]. */
  readonly strength: number;
  /** Long side in pixels; the photo's own where undefined. */
  readonly size: number | undefined;
  readonly quality: Quality;
}

export interface Painted {
  readonly wish: Wish;
  readonly image: ImageData;
  /** Width and height of the finished picture, which for a preview is still to come. */
  readonly sides: readonly [number, number];
  /** How long painting took, without downloads. */
  readonly seconds: number;
  readonly backend: Backend;
  /** Name of the transformer that painted. */
  readonly transformer: string;
}

export type Kind = "preview" | "finish";

export interface EaselListener {
  /** What is wanted now. */
  wish(): Wish;
  /** @param ready whether the network set is loaded already */
  onBegin(kind: Kind, ready: boolean): void;
  onLoaded(kind: Kind, backend: Backend): void;
  onProgress(kind: Kind, event: ProgressEvent): void;
  onPainted(kind: Kind, painted: Painted): void;
  onError(error: unknown): void;
}

interface Job {
  readonly kind: Kind;
  readonly controller: AbortController;
  /** Whether its network set is loaded, so that it ends soon. */
  loaded: boolean;
}

export class Easel {
  readonly #listener: EaselListener;
  readonly #painters: Painters;
  readonly #vectors = new Vectors();
  readonly #previewSizes = new Map<string, PreviewSize>();
  #wantsPreview = false;
  #wantsFinish = false;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #job: Job | undefined;
  /** Whether the painter may still be at work on something that nobody waits for. */
  #hasLeftOver = false;

  constructor(backend: Backend | "auto", listener: EaselListener) {
    this.#listener = listener;
    this.#painters = new Painters(backend, (event) => {
      if (this.#job) listener.onProgress(this.#job.kind, event);
    });
  }

  /** Whether there was a first paint, after which the painting follows every change. */
  get begun(): boolean {
    return this.#painters.begun;
  }

  /** Paints previews until the hand rests, and then the finished picture. */
  follow(): void {
    this.#change(true);
  }

  /** Paints the finished picture when the hand rests: for changes that a preview does not show. */
  settle(): void {
    this.#change(false);
  }

  /** Paints the finished picture now, after a preview where that comes much sooner. */
  paint(): void {
    this.#stop();
    this.#wantsPreview = this.#takesLong(this.#listener.wish());
    this.#wantsFinish = true;
    this.#next();
  }

  /** Stops whatever is under way or waiting, and the downloads it waits for. */
  cancel(): void {
    this.#stop();
    this.#painters.cancel();
  }

  #change(preview: boolean): void {
    if (!this.begun) return;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#wantsFinish = true;
      this.#next();
    }, REST);
    this.#wantsFinish = false;
    if (preview) this.#wantsPreview = true;
    if (this.#job?.kind === "finish" || !this.#job?.loaded) this.#abort();
    this.#next();
  }

  #stop(): void {
    clearTimeout(this.#rest);
    this.#wantsPreview = false;
    this.#wantsFinish = false;
    this.#abort();
  }

  #abort(): void {
    if (this.#job?.loaded) this.#hasLeftOver = true;
    this.#job?.controller.abort();
    this.#job = undefined;
  }

  #next(): void {
    if (this.#job) return;
    if (this.#wantsPreview) {
      this.#wantsPreview = false;
      void this.#run("preview");
    } else if (this.#wantsFinish) {
      this.#wantsFinish = false;
      void this.#run("finish");
    }
  }

  async #run(kind: Kind): Promise<void> {
    const job: Job = { kind, controller: new AbortController(), loaded: false };
    const { signal } = job.controller;
    this.#job = job;
    try {
      const painted = await this.#painted(job, this.#listener.wish());
      if (!signal.aborted) this.#listener.onPainted(kind, painted);
    } catch (error) {
      if (signal.aborted) return;
      this.#stop();
      this.#listener.onError(error);
    } finally {
      if (this.#job === job) this.#job = undefined;
      this.#next();
    }
  }

  async #painted(job: Job, wish: Wish): Promise<Painted> {
    const { kind, controller } = job;
    const { signal } = controller;
    const { set, photo, style, strength } = wish;
    this.#listener.onBegin(kind, this.#painters.ready(set.name));
    const stylizer = await this.#painters.get(set.name, signal);
    job.loaded = true;
    this.#listener.onLoaded(kind, stylizer.backend);

    let begun = 0;
    const onProgress = (event: ProgressEvent) => {
      // What has to be downloaded first is no part of the time a paint takes.
      if (event.stage === "download") begun = performance.now();
      this.#listener.onProgress(kind, event);
    };
    const call = { signal, onProgress };
    const content = await photo.blob(signal);
    const contentStyle = await this.#vectors.published(photo, set.name);
    const vector = await this.#vectors.of(style, set.name, stylizer, call);
    const sides = finishedSides(wish);
    const asked = { strength, contentStyle, ...this.#askedFor(kind, wish) };
    begun = performance.now();
    const image = await stylizer.paint(content, vector, { ...call, ...asked });
    const milliseconds = performance.now() - begun;
    const { backend, transformer } = stylizer;
    const alone = !this.#hasLeftOver;
    this.#hasLeftOver = false;
    if (alone && transformer === transformers(set)[0])
      this.#previewSize(set).note(image, milliseconds);
    return { wish, image, sides, seconds: milliseconds / 1000, backend, transformer };
  }

  #askedFor(kind: Kind, wish: Wish): Pick<PaintOptions, "size" | "quality"> {
    return kind === "finish"
      ? { size: wish.size, quality: wish.quality }
      : { size: this.#previewSide(wish), quality: "swift" };
  }

  #previewSize({ name }: SetSummary): PreviewSize {
    const known = this.#previewSizes.get(name) ?? new PreviewSize();
    this.#previewSizes.set(name, known);
    return known;
  }

  /** Long side of a preview in pixels, at most the finished picture's. */
  #previewSide(wish: Wish): number {
    return Math.min(this.#previewSize(wish.set).side(wish.photo), Math.max(...finishedSides(wish)));
  }

  /** Whether the finished picture takes so much longer than a preview that one is worth it. */
  #takesLong(wish: Wish): boolean {
    const swift = wish.quality === "swift" || transformers(wish.set).length === 1;
    const ratio = Math.max(...finishedSides(wish)) / this.#previewSide(wish);
    return !swift || ratio ** 2 > SOON;
  }
}

function finishedSides({ photo, size }: Wish): [number, number] {
  const { width, height } = photo;
  return fitted(width, height, size ?? Math.max(width, height));
}
