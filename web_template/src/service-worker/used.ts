// Files that are kept once they were used: networks, gallery pictures, parts of the backends.

import type { WorkboxPlugin } from "workbox-core/types.js";
import { CacheFirst } from "workbox-strategies/CacheFirst.js";
import { usedCacheName } from "./caches";
import { fileOf } from "./contents";

/** Addresses relative to the site's root, with the beginnings of the files' SHA-256. */
export type Digests = Readonly<Record<string, string>>;

declare const self: ServiceWorkerGlobalScope;

export class UsedFiles {
  /** By absolute address without its query. */
  readonly #digests: ReadonlyMap<string, string>;
  readonly #cacheName = usedCacheName(self.registration.scope);
  /** What is being kept: pages that wait for long ask again. */
  readonly #keeping = new Map<string, Promise<void>>();
  readonly strategy: CacheFirst;

  constructor(digests: Digests) {
    const { scope } = self.registration;
    this.#digests = new Map(
      Object.entries(digests).map(([url, digest]) => [new URL(url, scope).href, digest]),
    );
    this.strategy = new CacheFirst({ cacheName: this.#cacheName, plugins: [this.#plugin()] });
  }

  /** Whether an address is one of a file to keep. */
  has(url: string): boolean {
    return this.#digests.has(plain(url));
  }

  /**
   * Keeps files that a page used before this service worker saw its requests.
   *
   * @throws when one of them can be neither downloaded nor stored
   */
  async keep(urls: readonly string[], event: ExtendableEvent): Promise<void> {
    const wanted = [...new Set(urls.map(plain))].filter((url) => this.has(url));
    await Promise.all(wanted.map((url) => this.#keepOnce(url, event)));
  }

  /** Removes what belongs to other versions of the site. */
  async prune(): Promise<void> {
    const current = new Set([...this.#digests.keys()].map((url) => this.#key(url)));
    const cache = await caches.open(this.#cacheName);
    const requests = await cache.keys();
    await Promise.all(
      requests.filter(({ url }) => !current.has(url)).map((request) => cache.delete(request)),
    );
  }

  #keepOnce(url: string, event: ExtendableEvent): Promise<void> {
    const begun = this.#keeping.get(url);
    if (begun) return begun;
    const keeping = this.#keepOne(url, event).finally(() => this.#keeping.delete(url));
    this.#keeping.set(url, keeping);
    return keeping;
  }

  async #keepOne(url: string, event: ExtendableEvent): Promise<void> {
    const cache = await caches.open(this.#cacheName);
    if (await cache.match(this.#key(url))) return;
    // Wherever the browser still has it: what it is not is found out.
    const request = new Request(url, { cache: "force-cache" });
    const [response, done] = this.strategy.handleAll({ event, request });
    await response;
    await done;
    if (!(await cache.match(this.#key(url)))) throw new Error(`${url} is another file.`);
  }

  #key(url: string): string {
    return `${plain(url)}?revision=${this.#digests.get(plain(url))}`;
  }

  #plugin(): WorkboxPlugin {
    return {
      cacheKeyWillBeUsed: async ({ request }) => this.#key(request.url),
      cacheWillUpdate: async ({ request, response }) => {
        const digest = this.#digests.get(plain(request.url));
        return digest ? await fileOf(new Request(plain(request.url)), response, digest) : null;
      },
    };
  }
}

/** An address without its query, which only names the version once more. */
function plain(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
