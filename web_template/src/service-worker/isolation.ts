// Threads: browsers allow them to pages that are isolated from other origins by two headers, which
// static hosts cannot send. The service worker adds them where the visitor asked for it.
//
// https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated

import { settingsCacheName } from "./caches";

const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
} as const;

/** Whether the visitor asked for pages that can use threads. */
export async function wantsIsolation(scope: string): Promise<boolean> {
  const cache = await caches.open(settingsCacheName(scope));
  return (await cache.match(settingUrl(scope))) !== undefined;
}

export async function setIsolation(scope: string, on: boolean): Promise<void> {
  const cache = await caches.open(settingsCacheName(scope));
  if (on) await cache.put(settingUrl(scope), new Response());
  else await cache.delete(settingUrl(scope));
}

/** A response as it is, or with the headers of an isolated page. */
export function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** Pages need the headers, and so do the scripts of their workers. */
export function needsHeaders(request: Request): boolean {
  return request.mode === "navigate" || request.destination === "worker";
}

function settingUrl(scope: string): string {
  return new URL("settings/isolation", scope).href;
}
