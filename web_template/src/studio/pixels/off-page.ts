// Has a worker do what takes long with pixels, so that the page's frames never stop for it.

import type { PictureSource } from "../../api/types";
import { nextTask } from "../../shared/next-task";
import { spawnedIfAllowed } from "../../shared/spawn";
import type { Sendable, TASKS } from "./tasks";

declare const PIXELS_FILE: string;

type Tasks = typeof TASKS;
type Task<N extends keyof Tasks> = Parameters<Tasks[N]>[0];
type Value<N extends keyof Tasks> = Awaited<ReturnType<Tasks[N]>>;

/** Bytes of a picture that are copied at a time: some milliseconds. */
const PART = 2 ** 24;

/** Tasks that need their pictures on canvases only, on which the worker puts them as they come. */
const ON_CANVAS: readonly (keyof Tasks)[] = ["encode", "keep"];

/** Some rows of a picture whose task comes after it. */
export interface SentRows {
  readonly picture: number;
  readonly width: number;
  readonly height: number;
  /** Number of the first row. */
  readonly top: number;
  readonly rows: Uint8ClampedArray<ArrayBuffer>;
  /** Whether the task needs it on a canvas. */
  readonly onCanvas: boolean;
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
  /** The pictures that were sent before, by their names in the task. */
  readonly pictures: Readonly<Record<string, number>>;
}

export type ToPixelWorker =
  | SentRows
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
  const { pictures, rest, moved } = await apart(name, task, worker);
  if (signal.aborted) {
    const forget = Object.values(pictures);
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
      worker.postMessage({ id, name, task: rest, pictures } satisfies ToPixelWorker, moved);
    });
  } finally {
    waiting.delete(id);
    signal.removeEventListener("abort", onAbort);
  }
}

/** A picture in a form that a task can have; a bitmap is the task's, which closes it. */
export async function sendable(source: PictureSource): Promise<Sendable> {
  if (source instanceof Blob || source instanceof ImageData) return source;
  return await createImageBitmap(source);
}

/** Sends large pictures of a task in parts, with the page's frames between them. */
async function apart(name: keyof Tasks, task: object, worker: Worker) {
  const onCanvas = ON_CANVAS.includes(name);
  const pictures: Record<string, number> = {};
  const rest: Record<string, unknown> = {};
  const moved: Transferable[] = [];
  for (const [key, value] of Object.entries(task)) {
    if (!(value instanceof ImageData)) {
      rest[key] = value;
      if (value instanceof ImageBitmap) moved.push(value);
      continue;
    }
    const { width, height, data } = value;
    const picture = ++lastId;
    const most = Math.max(1, Math.floor(PART / 4 / width));
    for (let top = 0; top < height; top += most) {
      if (top > 0) await nextTask();
      const end = 4 * width * (top + most);
      const rows = data.slice(4 * width * top, end) as Uint8ClampedArray<ArrayBuffer>;
      const sent: ToPixelWorker = { picture, width, height, top, rows, onCanvas };
      worker.postMessage(sent, [rows.buffer]);
    }
    pictures[key] = picture;
  }
  return { pictures, rest, moved };
}

async function started(): Promise<Running | undefined> {
  if (typeof Worker === "undefined") return undefined;
  const worker = spawnedIfAllowed(PIXELS_FILE, import.meta.url, "pixels");
  if (!worker) return undefined;
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
