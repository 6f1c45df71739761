// Has a worker do what takes long with pixels, so that the page's frames never stop for it.

import type { PictureSource } from "../../api/types";
import { spawned } from "../../shared/spawn";
import type { Sendable, TASKS } from "./tasks";

declare const PIXELS_FILE: string;

type Tasks = typeof TASKS;
type Task<N extends keyof Tasks> = Parameters<Tasks[N]>[0];
type Value<N extends keyof Tasks> = Awaited<ReturnType<Tasks[N]>>;

/** Bytes of a picture that are copied at a time: some milliseconds. */
const PART = 2 ** 24;

/** A picture of which a message has everything but the bytes, which came before in parts. */
export interface SentPicture {
  readonly picture: number;
  readonly width: number;
  readonly height: number;
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface SentTask {
  readonly id: number;
  readonly name: keyof Tasks;
  readonly task: Readonly<Record<string, unknown>>;
  /** What belongs into the task besides, by its name there. */
  readonly pictures: Readonly<Record<string, SentPicture>>;
}

export type ToPixelWorker =
  | { readonly picture: number; readonly part: Uint8ClampedArray<ArrayBuffer> }
  | SentTask
  | { readonly id: number; readonly abort: true }
  /** The tasks of pictures will not come. */
  | { readonly forget: readonly number[] };

export type FromPixelWorker =
  | { readonly usable: boolean }
  | { readonly id: number; readonly pixels: Pixels }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

interface Running {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

let lastId = 0;
let running: Promise<Running | undefined> | undefined;

/** Does a task in a worker; on the page where this browser's workers cannot. */
export async function perform<N extends keyof Tasks>(
  name: N,
  task: Task<N>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Value<N>> {
  running ??= started();
  const host = await running;
  signal.throwIfAborted();
  if (!host) {
    const { TASKS: tasks } = await import("./tasks");
    const act = tasks[name] as (task: Task<N>, signal: AbortSignal) => Promise<Value<N>>;
    return await act(task, signal);
  }
  const { worker, waiting } = host;
  const id = ++lastId;
  const { pictures, rest } = await apart(task, worker);
  if (signal.aborted) {
    const forget = Object.values(pictures).map(({ picture }) => picture);
    worker.postMessage({ forget } satisfies ToPixelWorker);
    throw signal.reason;
  }
  const onAbort = () => {
    waiting.get(id)?.reject(signal.reason);
    worker.postMessage({ id, abort: true } satisfies ToPixelWorker);
  };
  try {
    return await new Promise<Value<N>>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      signal.addEventListener("abort", onAbort, { once: true });
      worker.postMessage({ id, name, task: rest, pictures } satisfies ToPixelWorker);
    });
  } finally {
    waiting.delete(id);
    signal.removeEventListener("abort", onAbort);
  }
}

/** A picture in a form that a task can have. */
export async function sendable(source: PictureSource): Promise<Sendable> {
  if (source instanceof Blob || source instanceof ImageData) return source;
  return await createImageBitmap(source);
}

/** Sends large pictures of a task in parts, with the page's frames between them. */
async function apart(task: object, worker: Worker) {
  const pictures: Record<string, SentPicture> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(task)) {
    if (!(value instanceof ImageData)) {
      rest[name] = value;
      continue;
    }
    const { width, height, data } = value;
    const picture = ++lastId;
    for (let at = 0; at < data.length; at += PART) {
      if (at > 0) await nextTask();
      const part = data.slice(at, at + PART) as Uint8ClampedArray<ArrayBuffer>;
      worker.postMessage({ picture, part } satisfies ToPixelWorker, [part.buffer]);
    }
    pictures[name] = { picture, width, height };
  }
  return { pictures, rest };
}

async function nextTask(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

async function started(): Promise<Running | undefined> {
  if (typeof Worker === "undefined") return undefined;
  const worker = spawned(PIXELS_FILE, import.meta.url, "pixels");
  const waiting = new Map<number, Waiting>();
  return await new Promise((resolve) => {
    const end = () => {
      worker.terminate();
      const reason = new Error("The worker for pixels has stopped.");
      for (const { reject } of waiting.values()) reject(reason);
      // The page goes on by itself.
      running = Promise.resolve(undefined);
      resolve(undefined);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end();
    };
    worker.onmessage = ({ data }: MessageEvent<FromPixelWorker>) => {
      if ("usable" in data) {
        if (data.usable) resolve({ worker, waiting });
        else end();
        return;
      }
      const asked = waiting.get(data.id);
      if ("error" in data) asked?.reject(new Error(data.error));
      else if ("value" in data) asked?.resolve(data.value as never);
      else asked?.resolve(imageOf(data.pixels) as never);
    };
  });
}

function imageOf({ width, height, data }: Pixels): ImageData {
  return new ImageData(data, width, height);
}
