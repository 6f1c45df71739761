// The site's service worker, as pages see it.

import { trustedScript } from "../../shared/trusted";
import { site } from "../model/site";
import { installed } from "./installed";

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
  return registration?.active ? registration : await installed(registered);
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
