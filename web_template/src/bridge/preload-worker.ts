// Starts the painter's worker while the rest of the page is still on its way.

import { spawnedIfAllowed } from "../shared/spawn";

declare const WORKER_FILE: string;

const worker = spawnedIfAllowed(WORKER_FILE, import.meta.url, "stylizer");
if (worker) {
  globalThis.spareStylizerWorker = worker;
  // The next request for a worker starts another one, whose error is reported.
  worker.onerror = (event) => {
    event.preventDefault();
    globalThis.spareStylizerWorker = undefined;
  };
}
