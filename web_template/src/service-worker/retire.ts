import { siteCacheNames } from "./caches";

declare const self: ServiceWorkerGlobalScope;

/** Removes a service worker of an earlier version of the site with all that it kept. */
export function retire(): void {
  self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
  self.addEventListener("activate", (event) => event.waitUntil(remove()));
}

async function remove(): Promise<void> {
  const names = await siteCacheNames(self.registration.scope);
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
