// One painter for the page, and one paint at a time.

import type { Backend, ProgressEvent } from "../api/types";
import { Stylizer } from "../stylizer";
import type { StudioPicture } from "./pictures";

/** What the visitor wants painted. */
export interface Wish {
  readonly photo: StudioPicture;
  readonly style: StudioPicture;
  /** In [0, 1]. */
  readonly strength: number;
  /** Long side in pixels; the photo's own where undefined. */
  readonly size: number | undefined;
}

export interface Result {
  readonly image: ImageData;
  readonly seconds: number;
  readonly backend: Backend;
}

export interface Listener {
  onLoaded(backend: Backend): void;
  onProgress(event: ProgressEvent): void;
}

export class Session {
  readonly #backend: Backend | "auto";
  readonly #listener: Listener;
  #loading: Promise<Stylizer> | undefined;
  #loadController = new AbortController();
  #paintController = new AbortController();

  constructor(backend: Backend | "auto", listener: Listener) {
    this.#backend = backend;
    this.#listener = listener;
  }

  /** Whether the painter is loaded or about to be, so that a paint should follow every change. */
  get begun(): boolean {
    return this.#loading !== undefined;
  }

  /** Stops the paint under way, and the painter's download if it is not there yet. */
  cancel(): void {
    this.#paintController.abort();
    this.#loadController.abort();
  }

  /** Paints instead of what was being painted; that paint rejects with an AbortError. */
  async paint(wish: Wish): Promise<Result> {
    this.#paintController.abort();
    this.#paintController = new AbortController();
    const { signal } = this.#paintController;
    const stylizer = await this.#stylizer(signal);
    this.#listener.onLoaded(stylizer.backend);

    const begun = performance.now();
    const { photo, style, strength, size } = wish;
    const { onProgress } = this.#listener;
    const content = await photo.blob(signal);
    const vector =
      style.vector ?? (await stylizer.style(await style.blob(signal), { signal, onProgress }));
    const options = { strength, size, contentStyle: photo.vector, signal, onProgress };
    const image = await stylizer.paint(content, vector, options);
    return { image, seconds: (performance.now() - begun) / 1000, backend: stylizer.backend };
  }

  async #stylizer(signal: AbortSignal): Promise<Stylizer> {
    this.#loading ??= this.#load();
    try {
      const stylizer = await this.#loading;
      signal.throwIfAborted();
      return stylizer;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }

  async #load(): Promise<Stylizer> {
    this.#loadController = new AbortController();
    const { signal } = this.#loadController;
    try {
      const { onProgress } = this.#listener;
      return await Stylizer.load({ backend: this.#backend, signal, onProgress });
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }
}
