// The page's side of the bridge to the worker: one request, one promise, abortable.

import { StylizerError } from "./api/errors";
import type { CallOptions, ProgressEvent } from "./api/types";
import type { Answers, FromWorker, Request, ToWorker } from "./engine/protocol";

declare const WORKER_FILE: string;

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: ((event: ProgressEvent) => void) | undefined;
}

function spawn(): Worker {
  const url = new URL(WORKER_FILE, import.meta.url);
  const options = { type: "module", name: "stylizer" } as const;
  if (url.origin === self.location.origin) return new Worker(url, options);
  // Browsers start workers of their own origin only, but such a worker may import from another.
  const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" });
  const blob = URL.createObjectURL(script);
  const worker = new Worker(blob, options);
  setTimeout(() => URL.revokeObjectURL(blob), 60_000);
  return worker;
}

/** A worker and the requests it has not answered yet. */
export class Bridge {
  readonly #worker = spawn();
  readonly #pending = new Map<number, Pending>();
  readonly #onClosed: () => void;
  #lastId = 0;
  #answered = false;
  #closed = false;

  /** @param onClosed called once the worker is gone, whatever the reason */
  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
    this.#worker.addEventListener("message", (event) => this.#receive(event.data));
    this.#worker.addEventListener("error", (event) => this.#fail(event));
    this.#worker.addEventListener("messageerror", (event) => this.#fail(event));
  }

  /** Sends a request; an abort rejects at once and the worker's answer is dropped. */
  request<R extends Request>(
    request: R,
    { signal, onProgress }: CallOptions,
    transfer: Transferable[] = [],
  ): Promise<Answers[R["kind"]]> {
    signal?.throwIfAborted();
    const id = ++this.#lastId;
    const answer = new Promise<Answers[R["kind"]]>((resolve, reject) => {
      this.#worker.postMessage({ id, request } satisfies ToWorker, { transfer });
      this.#pending.set(id, { resolve, reject, onProgress });
    });
    const onAbort = () => {
      this.#take(id)?.reject(signal?.reason);
      this.#worker.postMessage({ id, abort: true } satisfies ToWorker);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    return answer.finally(() => signal?.removeEventListener("abort", onAbort));
  }

  /** Ends the worker and rejects whatever still waits for it. */
  close(reason: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#worker.terminate();
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(reason);
    this.#onClosed();
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #receive(message: FromWorker): void {
    this.#answered = true;
    if ("progress" in message) {
      this.#pending.get(message.id)?.onProgress?.(message.progress);
    } else if ("value" in message) {
      this.#take(message.id)?.resolve(message.value as never);
    } else {
      const error = new StylizerError(message.error.code, message.error.message);
      this.#take(message.id)?.reject(error);
      if (message.error.fatal) this.close(error);
    }
  }

  #fail(event: Event): void {
    event.preventDefault();
    const error = this.#answered
      ? new StylizerError(
          "crashed",
          "The painter stopped unexpectedly: try again, with a smaller size if it happens again.",
        )
      : new StylizerError(
          "network-file",
          "The painter could not be started: check the connection and reload the page.",
        );
    this.close(error);
  }
}
