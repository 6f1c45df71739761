// The network sets in use, each with a worker of its own.

import type { Backend, ProgressEvent } from "../api/types";
import { Stylizer } from "../stylizer";

/** Sets that stay loaded: switching back is instant, and memory stays bounded. */
const KEPT = 2;

interface Loading {
  readonly stylizer: Promise<Stylizer>;
  readonly controller: AbortController;
  loaded: boolean;
}

export class Painters {
  readonly #backend: Backend | "auto";
  readonly #onProgress: (event: ProgressEvent) => void;
  /** By name, the one used last at the end. */
  readonly #sets = new Map<string, Loading>();

  constructor(backend: Backend | "auto", onProgress: (event: ProgressEvent) => void) {
    this.#backend = backend;
    this.#onProgress = onProgress;
  }

  /** Whether a set is loaded or about to be, so that a painting should follow every change. */
  get begun(): boolean {
    return this.#sets.size > 0;
  }

  /** Whether the set can paint at once. */
  ready(set: string): boolean {
    return this.#sets.get(set)?.loaded ?? false;
  }

  /** The painter of a set, loaded if need be; downloads of other sets stop. */
  async get(set: string, signal: AbortSignal): Promise<Stylizer> {
    this.#stopLoading(set);
    const used = this.#sets.get(set) ?? this.#load(set);
    this.#sets.delete(set);
    this.#sets.set(set, used);
    try {
      return await used.stylizer;
    } finally {
      signal.throwIfAborted();
    }
  }

  /** Stops every download under way. */
  cancel(): void {
    this.#stopLoading();
  }

  #load(set: string): Loading {
    const controller = new AbortController();
    const { signal } = controller;
    const options = { backend: this.#backend, set, signal, onProgress: this.#onProgress };
    const loading: Loading = { stylizer: Stylizer.load(options), controller, loaded: false };
    loading.stylizer.then(
      () => {
        loading.loaded = true;
        this.#disposeOldest();
      },
      () => this.#forget(set, loading),
    );
    return loading;
  }

  #stopLoading(except?: string): void {
    for (const [name, loading] of [...this.#sets]) {
      if (name === except || loading.loaded) continue;
      this.#forget(name, loading);
      loading.controller.abort();
    }
  }

  #forget(set: string, loading: Loading): void {
    if (this.#sets.get(set) === loading) this.#sets.delete(set);
  }

  #disposeOldest(): void {
    const loaded = [...this.#sets].filter(([, { loaded }]) => loaded);
    for (const [name, { stylizer }] of loaded.slice(0, -KEPT)) {
      this.#sets.delete(name);
      void stylizer.then((painter) => painter.dispose());
    }
  }
}
