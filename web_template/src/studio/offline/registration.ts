// The site's service worker, as pages see it.

import type { FromServiceWorker, ToServiceWorker } from "../../service-worker/messages";
import { trustedScript } from "../../shared/trusted";
import { site } from "../model/site";

/** Not all files of the site came, or they could not be stored. */
export class InstallationError extends Error {}

/** Milliseconds after which no answer comes any more: browsers end service workers that take long. */
const PATIENCE = 90_000;

const root = new URL(site.root || "./", document.baseURI);

/**
 * Whether this browser keeps pages for use without a connection: not in all private windows, nor in
 * frames or windows whose storage is blocked.
 */
export async function supported(): Promise<boolean> {
  try {
    await navigator.serviceWorker.getRegistration(scope);
    await caches.keys();
    return true;
  } catch {
    return false;
  }
}

/** Where the site begins: what is kept is kept for this address. */
export const scope = root.href;

/** The registration, if there is one; other sites of this host have others. */
export async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  const found = await navigator.serviceWorker.getRegistration(scope);
  return found?.scope === scope ? found : undefined;
}

/**
 * Installs the service worker, or looks whether there is a newer one.
 *
 * @throws InstallationError where a file of the site cannot be downloaded or stored; what the browser
 *   throws where it refuses
 */
export async function register(): Promise<ServiceWorkerRegistration> {
  const script = trustedScript(new URL("service-worker.js", root));
  const registration = await navigator.serviceWorker.register(script, { updateViaCache: "none" });
  if (!registration?.active) await activated(registration?.installing ?? registration?.waiting);
  return registration;
}

/** Sends a message and waits for the answer: whether it was done. */
export function ask(worker: ServiceWorker, message: ToServiceWorker): Promise<FromServiceWorker> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const end = (done: FromServiceWorker) => {
      clearTimeout(patience);
      port1.close();
      resolve(done);
    };
    const patience = setTimeout(() => end("no-file"), PATIENCE);
    port1.addEventListener("message", ({ data }) => end(data));
    port1.start();
    worker.postMessage(message, [port2]);
  });
}

/** Calls `onReady` when a newer version waits to take over from the one in use. */
export function watchForUpdate(
  registration: ServiceWorkerRegistration,
  onReady: (waiting: ServiceWorker) => void,
): void {
  const tell = () => {
    if (registration.waiting && registration.active) onReady(registration.waiting);
  };
  const watch = () => registration.installing?.addEventListener("statechange", tell);
  registration.addEventListener("updatefound", watch);
  watch();
  tell();
}

function activated(worker: ServiceWorker | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (worker?.state === "activated") resolve();
      if (!worker || worker.state === "redundant") reject(new InstallationError());
    };
    worker?.addEventListener("statechange", check);
    check();
  });
}
