// Files that are kept once they were used: networks, gallery pictures, parts of the backends.

import type { WorkboxPlugin } from "workbox-core/types.js";
import { CacheFirst } from "workbox-strategies/CacheFirst.js";
import { usedCacheName } from "./caches";

/** Addresses relative to the site's root, with what tells their version. */
export type Revisions = Readonly<Record<string, string | null>>;

declare const self: ServiceWorkerGlobalScope;

export class UsedFiles {
  /** By absolute address without its query: the first digits of the SHA-256, or null where the name says it. */
  readonly #revisions: ReadonlyMap<string, string | null>;
  readonly #cacheName = usedCacheName(self.registration.scope);
  readonly strategy: CacheFirst;

  constructor(revisions: Revisions) {
    const { scope } = self.registration;
    this.#revisions = new Map(
      Object.entries(revisions).map(([url, revision]) => [new URL(url, scope).href, revision]),
    );
    this.strategy = new CacheFirst({ cacheName: this.#cacheName, plugins: [this.#plugin()] });
  }

  /** Whether an address is one of a file to keep. */
  has(url: string): boolean {
    return this.#revisions.has(plain(url));
  }

  /**
   * Keeps files that a page used before this service worker saw its requests.
   *
   * @throws when one of them can be neither downloaded nor stored
   */
  async keep(urls: readonly string[], event: ExtendableEvent): Promise<void> {
    const wanted = [...new Set(urls.map(plain))].filter((url) => this.has(url));
    await Promise.all(wanted.map((url) => this.#keepOne(url, event)));
  }

  /** Removes what belongs to other versions of the site. */
  async prune(): Promise<void> {
    const current = new Set([...this.#revisions.keys()].map((url) => this.#key(url)));
    const cache = await caches.open(this.#cacheName);
    const requests = await cache.keys();
    await Promise.all(
      requests.filter(({ url }) => !current.has(url)).map((request) => cache.delete(request)),
    );
  }

  async #keepOne(url: string, event: ExtendableEvent): Promise<void> {
    const cache = await caches.open(this.#cacheName);
    if (await cache.match(this.#key(url))) return;
    // What the name of a file tells apart, the browser may take from wherever it still has it.
    const named = this.#revisions.get(url) === null;
    const request = new Request(url, { cache: named ? "force-cache" : "default" });
    const [response, done] = this.strategy.handleAll({ event, request });
    await response;
    await done;
  }

  #key(url: string): string {
    const revision = this.#revisions.get(plain(url));
    return revision ? `${plain(url)}?revision=${revision}` : plain(url);
  }

  #plugin(): WorkboxPlugin {
    return {
      cacheKeyWillBeUsed: async ({ request }) => this.#key(request.url),
      cacheWillUpdate: async ({ request, response }) =>
        (await this.#passesSelfTest(request.url, response)) ? response : null,
    };
  }

  /** A file of a newer site must not be kept as one of this version. */
  async #passesSelfTest(url: string, response: Response): Promise<boolean> {
    if (response.status !== 200) return false;
    const revision = this.#revisions.get(plain(url));
    return !revision || (await sha256(response.clone())).startsWith(revision);
  }
}

/** An address without its query, which only names the version once more. */
function plain(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

async function sha256(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
