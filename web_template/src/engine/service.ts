// The engine's side of the bridge: requests run one after the other.

import { failure, StylizerError } from "../api/errors";
import type { Answers, FromWorker, Request, SentError, ToWorker } from "../shared/protocol";
import { Call, quiet } from "./base/call";
import { isMemoryFault } from "./base/faults";
import { Painter } from "./painting/painter";

/** Hands a message, and what moves with it, to the page. */
export type Send = (message: FromWorker, transfer: Transferable[]) => void;

/** Milliseconds without a request after which the painter counts as idle. */
const IDLE = 1000;

/** Answers what the page asks of one painter. */
export class Service {
  readonly #send: Send;
  readonly #controllers = new Map<number, AbortController>();
  #painter: Painter | undefined;
  #queue = Promise.resolve();
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Takes a message of the page. */
  receive(message: ToWorker): void {
    if ("abort" in message) {
      this.#controllers.get(message.id)?.abort();
      return;
    }
    const controller = new AbortController();
    this.#controllers.set(message.id, controller);
    clearTimeout(this.#idle);
    this.#queue = this.#queue.then(() =>
      this.#handle(message.id, message.request, controller.signal),
    );
  }

  /** Gives up whatever is under way and frees the painter. */
  end(): void {
    clearTimeout(this.#idle);
    for (const controller of this.#controllers.values()) controller.abort();
    this.#queue = this.#queue.then(() => this.#painter?.dispose());
  }

  async #handle(id: number, request: Request, signal: AbortSignal): Promise<void> {
    const call = new Call(
      signal,
      (progress) => {
        if (!signal.aborted) this.#send({ id, progress }, []);
      },
      (pass) => {
        const wanted = request.kind === "paint" && request.showsPasses;
        if (wanted && !signal.aborted) this.#send({ id, pass }, [pass.data.buffer]);
      },
    );
    try {
      signal.throwIfAborted();
      const value = await this.#answer(request, call);
      if (signal.aborted) return;
      this.#send({ id, value }, transferable(value));
    } catch (error) {
      if (error !== signal.reason) this.#send({ id, error: sentError(error) }, []);
    } finally {
      this.#controllers.delete(id);
      this.#settleWhenIdle();
    }
  }

  /** Has the painter look for a faster backend once it is idle. */
  #settleWhenIdle(): void {
    const painter = this.#painter;
    if (!painter || painter.isSettled || this.#controllers.size > 0) return;
    this.#idle = setTimeout(() => {
      this.#queue = this.#queue.then(() => painter.settle(quiet())).catch(console.error);
    }, IDLE);
  }

  async #answer(request: Request, call: Call): Promise<Answers[keyof Answers]> {
    switch (request.kind) {
      case "start":
        this.#painter = await Painter.start(request, call);
        return this.#painter.description;
      case "downloads":
        return performance.getEntriesByType("resource").map(({ name }) => name);
      case "style":
        return await this.#running().style(request, call);
      case "paint":
        return await this.#running().paint(request, call);
      case "prepare":
        return await this.#running().prepare(request, call);
      case "frame":
        return await this.#running().frame(request, call);
      case "restyle":
        return this.#running().restyle(request);
      case "release":
        return this.#running().release(request.frames);
    }
  }

  #running(): Painter {
    if (!this.#painter) throw failure("painter_idle");
    return this.#painter;
  }
}

function transferable(value: Answers[keyof Answers]): Transferable[] {
  return typeof value === "object" && "data" in value ? [value.data.buffer] : [];
}

function sentError(error: unknown): SentError {
  const { code, message, reason, values } = told(error);
  const fatal = code === "crashed" || reason === "memory_painting";
  return { code, message, reason, values, fatal };
}

function told(error: unknown): StylizerError {
  if (error instanceof StylizerError) return error;
  console.error(error);
  return failure(isMemoryFault(error) ? "memory_painting" : "painter_crashed");
}
