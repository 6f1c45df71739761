// Makes the site work without a connection. Its pages and scripts are stored together when a
// version is installed, other files once they were used. The builder writes which are which, with
// their hashes, before this script (builder/site/service_worker.py).

import type { WorkboxPlugin } from "workbox-core/types.js";
import { cleanupOutdatedCaches } from "workbox-precaching/cleanupOutdatedCaches.js";
import { PrecacheController } from "workbox-precaching/PrecacheController.js";
import { PrecacheRoute } from "workbox-precaching/PrecacheRoute.js";
import { registerRoute } from "workbox-routing/registerRoute.js";
import { NetworkOnly } from "workbox-strategies/NetworkOnly.js";
import { fileOf, type Mark } from "./contents";
import { isolated, needsHeaders, setIsolation, wantsIsolation } from "./isolation";
import type { FromServiceWorker, ToServiceWorker } from "./messages";
import { retire } from "./retire";
import { storeShell } from "./shell";
import { type Digests, UsedFiles } from "./used";

interface ShellFile {
  readonly url: string;
  /** What tells its version, or null where its name does. */
  readonly revision: string | null;
  readonly mark: Mark;
}

/** The site's files, addresses relative to its root. */
interface SiteFiles {
  /** Stored when this version is installed, all of them or none. */
  readonly shell: ShellFile[];
  /** Kept once used. */
  readonly used: Digests;
  /** Those of `used` that painting with threads needs. */
  readonly threads: readonly string[];
}

declare const self: ServiceWorkerGlobalScope & { readonly siteFiles?: SiteFiles };

/** Adds the headers of isolated pages where they are wanted. */
const isolation: WorkboxPlugin = {
  handlerWillRespond: async ({ request, response }) =>
    needsHeaders(request) && (await wantsIsolation(self.registration.scope))
      ? isolated(response)
      : response,
};

/** Stores nothing in the place of a file of the shell. */
function checked(shell: readonly ShellFile[]): WorkboxPlugin {
  const { scope } = self.registration;
  const marks = new Map(shell.map(({ url, mark }) => [new URL(url, scope).href, mark]));
  return {
    cacheWillUpdate: async ({ request, response }) => {
      const mark = marks.get(request.url);
      return mark ? await fileOf(request, response, mark) : null;
    },
  };
}

function serve(files: SiteFiles): void {
  const used = new UsedFiles(files.used);

  // A part of a file is no answer to keep, and no cache answers with one.
  registerRoute(
    ({ request, sameOrigin }) => sameOrigin && request.headers.has("range"),
    new NetworkOnly(),
  );
  const shell = new PrecacheController({ plugins: [isolation, checked(files.shell)] });
  shell.addToCacheList(files.shell);
  // What stands after the question mark is for the page's scripts.
  registerRoute(new PrecacheRoute(shell, { ignoreURLParametersMatching: [/./] }));
  registerRoute(({ url, sameOrigin }) => sameOrigin && used.has(url.href), used.strategy);
  cleanupOutdatedCaches();

  async function setThreads(on: boolean, event: ExtendableEvent): Promise<void> {
    const { scope } = self.registration;
    const urls = files.threads.map((url) => new URL(url, scope).href);
    if (on) await used.keep(urls, event);
    await setIsolation(scope, on);
  }

  async function runCommands(message: ToServiceWorker, event: ExtendableEvent): Promise<void> {
    if (message.kind === "keep") await used.keep(message.urls, event);
    else if (message.kind === "isolate") await setThreads(message.on, event);
    else await self.skipWaiting();
  }

  self.addEventListener("install", (event) => {
    const store = (request: Request, cacheKey: string) =>
      Promise.all(shell.strategy.handleAll({ event, request, params: { cacheKey } }));
    event.waitUntil(storeShell(shell.getURLsToCacheKeys(), store));
  });
  self.addEventListener("activate", shell.activate);
  self.addEventListener("activate", (event) => {
    event.waitUntil(Promise.all([used.prune(), self.clients.claim()]));
  });
  self.addEventListener("message", (event) => {
    const answer = (done: FromServiceWorker) => event.ports[0]?.postMessage(done);
    const obeyed = runCommands(event.data as ToServiceWorker, event);
    event.waitUntil(
      obeyed.then(
        () => answer("done"),
        (error) => answer(isForSpace(error) ? "no-space" : "no-file"),
      ),
    );
  });
}

function isForSpace(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

if (self.siteFiles) serve(self.siteFiles);
else retire();
