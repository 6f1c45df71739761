// The worker's side of the bridge: requests run one after the other.

import { StylizerError } from "../api/errors";
import { Call } from "./call";
import { Painter } from "./painter";
import type { Answers, FromWorker, Request, SentError, ToWorker } from "./protocol";

const OUT_OF_MEMORY = /memory|allocat|texture|abort|unreachable|invalid (typed )?array length/i;

/** Requests are numbered from 1. */
const NO_REQUEST = 0;

const controllers = new Map<number, AbortController>();
let painter: Painter | undefined;
let queue = Promise.resolve();

function send(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

/** Ends everything under way: whatever waits for the graphics card would wait forever. */
function onLost(): void {
  const message =
    "The graphics card stopped painting: try again, with a smaller size if it happens again.";
  send({ id: NO_REQUEST, error: { code: "crashed", message, fatal: true } });
}

function running(): Painter {
  if (!painter) throw new StylizerError("crashed", "The painter was not started: try again.");
  return painter;
}

async function answer(request: Request, call: Call): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case "start":
      painter = await Painter.start(request, call, onLost);
      return painter.description;
    case "style":
      return await running().style(request.picture, call);
    case "paint":
      return await running().paint(request, call);
  }
}

function sentError(error: unknown): SentError {
  if (error instanceof StylizerError) {
    return { code: error.code, message: error.message, fatal: error.code === "crashed" };
  }
  console.error(error);
  if (error instanceof RangeError || OUT_OF_MEMORY.test(String(error))) {
    return {
      code: "out-of-memory",
      message: "There is not enough memory to paint this picture: choose a smaller size.",
      fatal: true,
    };
  }
  return {
    code: "crashed",
    message: "Painting failed unexpectedly: try again, or reload the page.",
    fatal: true,
  };
}

async function handle(id: number, request: Request, signal: AbortSignal): Promise<void> {
  const call = new Call(signal, (progress) => {
    if (!signal.aborted) send({ id, progress });
  });
  try {
    signal.throwIfAborted();
    const value = await answer(request, call);
    if (signal.aborted) return;
    send({ id, value }, "data" in value ? [value.data.buffer] : []);
  } catch (error) {
    if (error !== signal.reason) send({ id, error: sentError(error) });
  } finally {
    controllers.delete(id);
  }
}

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if ("abort" in data) {
    controllers.get(data.id)?.abort();
    return;
  }
  const controller = new AbortController();
  controllers.set(data.id, controller);
  queue = queue.then(() => handle(data.id, data.request, controller.signal));
});
