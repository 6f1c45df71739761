// Where the engine runs: in a worker of its own, or on the page.

import { failure, type StylizerError } from "../api/errors";
import type { Service } from "../engine/service";
import type { FromWorker, ToWorker } from "../shared/protocol";
import { spawnedIfAllowed } from "../shared/spawn";

declare const WORKER_FILE: string;
declare const SERVICE_FILE: string;

declare global {
  /** A worker that preload-worker.ts has started and that is not used yet. */
  var spareStylizerWorker: Worker | undefined;
}

/** A running engine. */
export interface Host {
  post(message: ToWorker, transfer: Transferable[]): void;

  /** Ends it, whatever it is doing. */
  end(): void;
}

/**
 * Starts an engine.
 *
 * @param receive takes its messages
 * @param fail called when it cannot be started, or breaks down
 */
type StartHost = (receive: (message: FromWorker) => void, fail: () => void) => Host;

/** The engine in a worker, where it does not block the page. */
export const workerHost: StartHost = (receive, fail) => {
  const worker = spareWorker() ?? spawnedIfAllowed(WORKER_FILE, import.meta.url, "stylizer");
  if (!worker) {
    queueMicrotask(fail);
    return { post() {}, end() {} };
  }
  worker.addEventListener("message", ({ data }) => receive(data));
  for (const type of ["error", "messageerror"]) {
    worker.addEventListener(type, (event) => {
      event.preventDefault();
      fail();
    });
  }
  return {
    post: (message, transfer) => worker.postMessage(message, { transfer }),
    end: () => worker.terminate(),
  };
};

/** The same engine on the page, working in slices that leave the page its turns. */
export const pageHost: StartHost = (receive, fail) => {
  const service = load(receive);
  service.catch(fail);
  const withService = (use: (service: Service) => void) => {
    service.then(use, () => {});
  };
  return {
    post: (message) => withService((running) => running.receive(message)),
    end: () => withService((running) => running.end()),
  };
};

/** Why the engine did not start: its files may be missing where this module was bundled or moved. */
export async function whyUnstarted(): Promise<StylizerError> {
  const { href } = new URL(WORKER_FILE, import.meta.url);
  const answer = await fetch(href).catch(() => undefined);
  const type = answer?.headers.get("content-type") ?? "";
  const isThere = !answer || (answer.ok && !type.startsWith("text/html"));
  return isThere ? failure("painter_unstarted") : failure("painter_missing", { file: href });
}

async function load(receive: (message: FromWorker) => void): Promise<Service> {
  const url = new URL(SERVICE_FILE, import.meta.url).href;
  const { Service } = (await import(url)) as typeof import("../engine/service");
  return new Service(receive);
}

function spareWorker(): Worker | undefined {
  const spare = globalThis.spareStylizerWorker;
  globalThis.spareStylizerWorker = undefined;
  return spare;
}
