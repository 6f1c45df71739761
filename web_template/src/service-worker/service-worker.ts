// Makes the site work without a connection. Its pages and scripts are stored together when a
// version is installed, other files once they were used. The builder writes which are which, with
// their hashes, before this script (builder/site/service_worker.py).

import type { WorkboxPlugin } from "workbox-core/types.js";
import { addPlugins } from "workbox-precaching/addPlugins.js";
import { cleanupOutdatedCaches } from "workbox-precaching/cleanupOutdatedCaches.js";
import { precacheAndRoute } from "workbox-precaching/precacheAndRoute.js";
import { registerRoute } from "workbox-routing/registerRoute.js";
import { NetworkOnly } from "workbox-strategies/NetworkOnly.js";
import { isolated, needsHeaders, setIsolation, wantsIsolation } from "./isolation";
import type { FromServiceWorker, ToServiceWorker } from "./messages";
import { retire } from "./retire";
import { type Revisions, UsedFiles } from "./used";

/** The site's files, addresses relative to its root. */
interface SiteFiles {
  /** Stored when this version is installed. */
  readonly shell: { readonly url: string; readonly revision: string | null }[];
  /** Kept once used. */
  readonly used: Revisions;
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

function serve(files: SiteFiles): void {
  const used = new UsedFiles(files.used);

  // A part of a file is no answer to keep, and no cache answers with one.
  registerRoute(
    ({ request, sameOrigin }) => sameOrigin && request.headers.has("range"),
    new NetworkOnly(),
  );
  addPlugins([isolation]);
  // What stands after the question mark is for the page's scripts.
  precacheAndRoute(files.shell, { ignoreURLParametersMatching: [/./] });
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

  self.addEventListener("activate", (event) => {
    event.waitUntil(Promise.all([used.prune(), self.clients.claim()]));
  });
  self.addEventListener("message", (event) => {
    const answer = (done: FromServiceWorker) => event.ports[0]?.postMessage(done);
    const obeyed = runCommands(event.data as ToServiceWorker, event);
    event.waitUntil(
      obeyed.then(
        () => answer(true),
        () => answer(false),
      ),
    );
  });
}

if (self.siteFiles) serve(self.siteFiles);
else retire();
