import { Worker as Thread } from "node:worker_threads";

/** A thread with what the engine uses of a browser's worker. */
class ThreadWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | undefined;
  onerror: ((error: unknown) => void) | undefined;
  readonly #thread: Thread;

  constructor(url: URL, name: string) {
    this.#thread = new Thread(url, { name });
    this.#thread.on("message", (data) => this.onmessage?.({ data }));
    this.#thread.on("error", (error) => this.onerror?.(error));
  }

  postMessage(message: unknown): void {
    this.#thread.postMessage(message);
  }

  terminate(): void {
    void this.#thread.terminate();
  }
}

/** Starts a thread that runs a file. */
export function spawned(file: string, base: string, name: string): Worker {
  return new ThreadWorker(new URL(file, base), name) as unknown as Worker;
}

/** The same: Node.js always has threads. */
export const spawnedIfAllowed: (...given: Parameters<typeof spawned>) => Worker | undefined =
  spawned;
