// The network sets in use, each with a worker of its own.

import type { Backend } from "../../api/backends";
import type { ProgressEvent } from "../../api/types";
import { Stylizer } from "../../stylizer";
import type { PaintCall } from "./call";

/** Sets that stay loaded: switching back is instant, and memory stays bounded. */
const KEPT = 2;

interface Loading {
  readonly stylizer: Promise<Stylizer>;
  readonly controller: AbortController;
  /** Progress listeners of the calls that wait for it. */
  readonly listeners: Set<(event: ProgressEvent) => void>;
  loaded: Stylizer | undefined;
}

export class Painters {
  readonly #backend: Backend | "auto";
  /** By name, the one used last at the end. */
  readonly #sets = new Map<string, Loading>();

  constructor(backend: Backend | "auto") {
    this.#backend = backend;
  }

  /** Whether a set is loaded or about to be, so that a painting should follow every change. */
  get begun(): boolean {
    return this.#sets.size > 0;
  }

  /** All sets that can paint at once. */
  get loaded(): readonly Stylizer[] {
    return [...this.#sets.values()].flatMap(({ loaded }) => loaded ?? []);
  }

  /** The painter of a set that can paint at once, if it is one of those. */
  ready(set: string): Stylizer | undefined {
    return this.#sets.get(set)?.loaded;
  }

  /** The painter of a set, loaded if need be; downloads of other sets stop. */
  async get(set: string, { signal, onProgress }: PaintCall): Promise<Stylizer> {
    this.#stopLoading(set);
    const used = this.#sets.get(set) ?? this.#load(set);
    this.#sets.delete(set);
    this.#sets.set(set, used);
    if (onProgress) used.listeners.add(onProgress);
    try {
      return await used.stylizer;
    } finally {
      if (onProgress) used.listeners.delete(onProgress);
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
    const listeners = new Set<(event: ProgressEvent) => void>();
    const onProgress = (event: ProgressEvent) => {
      for (const listener of listeners) listener(event);
    };
    const stylizer = Stylizer.load({ backend: this.#backend, set, signal, onProgress });
    const loading: Loading = { stylizer, controller, listeners, loaded: undefined };
    stylizer.then(
      (loaded) => {
        loading.loaded = loaded;
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
    for (const [name, { loaded: painter }] of loaded.slice(0, -KEPT)) {
      this.#sets.delete(name);
      painter?.dispose();
    }
  }
}
