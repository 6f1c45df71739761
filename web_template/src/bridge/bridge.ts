// The page's side of the bridge to the engine: one request, one promise, abortable.

import { failure, StylizerError } from "../api/errors";
import type { CallOptions, PaintOptions, ProgressEvent } from "../api/types";
import { hasHardwareWebgl } from "../shared/graphics";
import type { Answers, FromWorker, Request, StartRequest, ToWorker } from "../shared/protocol";
import { type Host, pageHost, whyUnstarted, workerHost } from "./worker-host";

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: ((event: ProgressEvent) => void) | undefined;
  readonly onPass: ((painted: ImageData) => void) | undefined;
}

/** What a request is listened to with; only paints have passes. */
type RequestOptions = CallOptions & Pick<PaintOptions, "onPass">;

/** The engine, in a worker wherever that can paint, and the requests it has not answered yet. */
export class Bridge {
  readonly #pending = new Map<number, Pending>();
  readonly #onClosed: () => void;
  #host: Host;
  #onPage = typeof Worker === "undefined";
  #lastId = 0;
  #answered = false;
  /** Why the engine is gone, once it is. */
  #closed: { readonly reason: unknown } | undefined;

  /** @param onClosed called once the engine is gone, whatever the reason */
  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
    this.#host = this.#spawn();
  }

  /**
   * Starts a painter in a worker, or on the page where no worker can do it: where workers do not load,
   * lack the WebGL that was requested, or nothing better than JavaScript while the page has a graphics
   * card.
   */
  async start(request: StartRequest, options: CallOptions): Promise<Answers["start"]> {
    try {
      const started = await this.request(request, options);
      const isSlow = request.backend === "auto" && started.backend === "cpu";
      if (this.#onPage || !isSlow || !hasHardwareWebgl()) return started;
    } catch (error) {
      const isLacking = error instanceof StylizerError && error.code === "no-backend";
      const mayWork = !this.#answered || (isLacking && request.backend === "webgl");
      if (this.#onPage || !mayWork || this.#closed || options.signal?.aborted) throw error;
    }
    this.#host.end();
    this.#onPage = true;
    this.#host = this.#spawn();
    return await this.request(request, options);
  }

  /**
   * Sends a request; an abort rejects at once and the engine's answer is dropped. Once the engine is
   * gone, requests are rejected with the reason.
   */
  request<R extends Request>(
    request: R,
    { signal, onProgress, onPass }: RequestOptions,
    transfer: Transferable[] = [],
  ): Promise<Answers[R["kind"]]> {
    signal?.throwIfAborted();
    if (this.#closed) return Promise.reject(this.#closed.reason);
    const id = ++this.#lastId;
    const answer = new Promise<Answers[R["kind"]]>((resolve, reject) => {
      this.#host.post({ id, request } satisfies ToWorker, transfer);
      this.#pending.set(id, { resolve, reject, onProgress, onPass });
    });
    const onAbort = () => {
      this.#take(id)?.reject(signal?.reason);
      this.#host.post({ id, abort: true } satisfies ToWorker, []);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    return answer.finally(() => signal?.removeEventListener("abort", onAbort));
  }

  /** Ends the engine and rejects whatever still waits for it. */
  close(reason: unknown): void {
    if (this.#closed) return;
    this.#closed = { reason };
    this.#host.end();
    this.#rejectAll(reason);
    this.#onClosed();
  }

  #spawn(): Host {
    const startHost = this.#onPage ? pageHost : workerHost;
    const host: Host = startHost(
      (message) => this.#receive(message),
      () => {
        if (host === this.#host) void this.#fail();
      },
    );
    return host;
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #rejectAll(reason: unknown): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(reason);
  }

  #receive(message: FromWorker): void {
    this.#answered = true;
    if ("progress" in message) {
      this.#pending.get(message.id)?.onProgress?.(message.progress);
    } else if ("pass" in message) {
      const { data, width, height } = message.pass;
      this.#pending.get(message.id)?.onPass?.(new ImageData(data, width, height));
    } else if ("value" in message) {
      this.#take(message.id)?.resolve(message.value as never);
    } else {
      const { code, message: sentence, reason, values, fatal } = message.error;
      const error = new StylizerError(code, sentence, { reason, values });
      this.#take(message.id)?.reject(error);
      if (fatal) this.close(error);
    }
  }

  async #fail(): Promise<void> {
    if (this.#answered) {
      this.close(failure("painter_stopped"));
      return;
    }
    const error = await whyUnstarted();
    if (this.#onPage) this.close(error);
    else this.#rejectAll(error);
  }
}
