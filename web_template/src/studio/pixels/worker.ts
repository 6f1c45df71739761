// The worker for what takes long with pixels. It says first whether it can do that in this browser.

import { falsifiesCanvases } from "../../shared/falsified";
import type { FromPixelWorker, SentPicture, SentTask, ToPixelWorker } from "./off-page";
import { TASKS } from "./tasks";

const controllers = new Map<number, AbortController>();
/** The bytes of pictures whose tasks are still to come. */
const parts = new Map<number, Uint8ClampedArray<ArrayBuffer>[]>();

type Run = (task: unknown, signal: AbortSignal) => Promise<unknown>;

function send(message: FromPixelWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.addEventListener("message", ({ data }: MessageEvent<ToPixelWorker>) => {
  if ("part" in data) {
    parts.set(data.picture, [...(parts.get(data.picture) ?? []), data.part]);
  } else if ("forget" in data) {
    for (const picture of data.forget) parts.delete(picture);
  } else if ("abort" in data) controllers.get(data.id)?.abort();
  else void perform(data);
});

async function perform({ id, name, task, pictures }: SentTask): Promise<void> {
  const controller = new AbortController();
  controllers.set(id, controller);
  try {
    const images = Object.entries(pictures).map(([key, picture]) => [key, imageOf(picture)]);
    const whole = { ...task, ...Object.fromEntries(images) };
    const value = await (TASKS[name] as Run)(whole, controller.signal);
    if (value instanceof ImageData) {
      // The browser would copy an ImageData, bytes and all.
      const { width, height } = value;
      const data = value.data as Uint8ClampedArray<ArrayBuffer>;
      send({ id, pixels: { width, height, data } }, [data.buffer]);
    } else send({ id, value });
  } catch (error) {
    send({ id, error: String(error) });
  } finally {
    controllers.delete(id);
  }
}

function imageOf({ picture, width, height }: SentPicture): ImageData {
  const image = new ImageData(width, height);
  let at = 0;
  for (const part of parts.get(picture) ?? []) {
    image.data.set(part, at);
    at += part.length;
  }
  parts.delete(picture);
  return image;
}

/** Whether canvases work in this browser's workers, and give back what was drawn. */
function isUsable(): boolean {
  if (typeof OffscreenCanvas === "undefined") return false;
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  return context !== null && "convertToBlob" in context.canvas && !falsifiesCanvases();
}

send({ usable: isUsable() });
