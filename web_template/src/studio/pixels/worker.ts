// The worker for what takes long with pixels. It says first whether it can do that in this browser.

import { discard } from "../../shared/discard";
import { falsifiesCanvases } from "../../shared/falsified";
import type { FromPixelWorker, SentRows, SentTask, ToPixelWorker } from "./off-page";
import { TASKS } from "./tasks";

const controllers = new Map<number, AbortController>();
/** Pictures whose tasks are still to come. */
const pictures = new Map<number, ImageData | OffscreenCanvas>();

type Run = (task: unknown, signal: AbortSignal) => Promise<unknown>;

function send(message: FromPixelWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.addEventListener("message", ({ data }: MessageEvent<ToPixelWorker>) => {
  if ("rows" in data) take(data);
  else if ("forget" in data) {
    for (const picture of data.forget) pictures.delete(picture);
  } else if ("abort" in data) controllers.get(data.id)?.abort();
  else void perform(data);
});

async function perform({ id, name, task, pictures: sent }: SentTask): Promise<void> {
  const controller = new AbortController();
  controllers.set(id, controller);
  try {
    const images = Object.entries(sent).map(([key, picture]) => [key, taken(picture)]);
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

/** Puts rows where they belong: all at once they would take as much memory as the picture again. */
function take({ picture, width, height, top, rows, onCanvas }: SentRows): void {
  const known = pictures.get(picture);
  const whole =
    known ?? (onCanvas ? new OffscreenCanvas(width, height) : new ImageData(width, height));
  pictures.set(picture, whole);
  if (whole instanceof ImageData) whole.data.set(rows, 4 * width * top);
  else {
    const context = whole.getContext("2d");
    if (context) context.putImageData(new ImageData(rows, width), 0, top);
    // The task fails with a canvas of no size, rather than to write a blank one.
    else whole.width = 0;
  }
  discard(rows);
}

/** A picture of which all rows came. */
function taken(picture: number): ImageData | OffscreenCanvas | undefined {
  const whole = pictures.get(picture);
  pictures.delete(picture);
  return whole;
}

/** Whether canvases work in this browser's workers, and give back what was drawn. */
function isUsable(): boolean {
  if (typeof OffscreenCanvas === "undefined") return false;
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  return context !== null && "convertToBlob" in context.canvas && !falsifiesCanvases();
}

send({ usable: isUsable() });
