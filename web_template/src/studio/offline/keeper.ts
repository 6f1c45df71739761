// Keeps the page, and what it has used, for use without a connection.

import { siteCacheNames } from "../../service-worker/caches";
import { Store } from "../model/store";
import { ask } from "./ask";
import { InstallationError } from "./installed";
import { register, registered, scope } from "./registration";

/**
 * "off": nothing is kept; "waiting": it will be after the first painting; "keeping": it is being
 * stored; "ready": the page works without a connection; else why not everything is kept: there was
 * no space, not every file came, or the browser refuses.
 */
export type KeepState = "off" | "waiting" | "keeping" | "ready" | KeepFailure;

export type KeepFailure = "no-space" | "no-file" | "refused";

/** Addresses of the files that the painters' workers downloaded. */
export type Downloads = () => Promise<readonly string[]>;

/** Bytes of storage without which the site cannot be kept. */
const LEAST_SPACE = 10e6;

/** How often it is tried without storing anything new: what was stored stays, so that the rest is less. */
const IN_VAIN = 2;

export class Keeper {
  readonly state = new Store<KeepState>("off");
  readonly #downloads: Downloads;
  readonly #onRegistered: (registration: ServiceWorkerRegistration) => void;
  #starting: Promise<ServiceWorkerRegistration> | undefined;

  /** @param onRegistered called once for each installation */
  constructor(
    downloads: Downloads,
    onRegistered: (registration: ServiceWorkerRegistration) => void,
  ) {
    this.#downloads = downloads;
    this.#onRegistered = onRegistered;
  }

  /** Installs the service worker if need be, and has it keep what was used so far. */
  async keep(): Promise<void> {
    if (this.state.value !== "ready") this.state.set("keeping");
    let kept = await this.#kept();
    let stored = 0;
    for (let vain = 1; kept !== "ready" && vain < IN_VAIN; vain++) {
      const now = await keptFiles().catch(() => 0);
      if (now > stored) vain = 0;
      stored = now;
      kept = await this.#kept();
    }
    this.state.set(kept);
  }

  /** Keeps everything that was used so far. */
  async #kept(): Promise<"ready" | KeepFailure> {
    try {
      const { active } = await this.registration();
      const urls = await this.#used();
      if (!active) return "refused";
      const answer = await ask(active, { kind: "keep", urls });
      return answer === "done" ? "ready" : answer;
    } catch (error) {
      console.warn("The page could not be kept for use offline.", error);
      return error instanceof InstallationError ? await whyUninstalled() : "refused";
    }
  }

  /** The service worker's registration, installed if need be. */
  registration(): Promise<ServiceWorkerRegistration> {
    if (!this.#starting) {
      this.#starting = register();
      this.#starting.then(this.#onRegistered, () => {
        this.#starting = undefined;
      });
    }
    return this.#starting;
  }

  /** Keeps nothing any more, and removes what was kept. */
  async forget(): Promise<void> {
    this.#starting = undefined;
    await removeKept();
    this.state.set("off");
  }

  /** What this page and its workers asked for: before it was installed, nobody else saw it. */
  async #used(): Promise<string[]> {
    const own = performance.getEntriesByType("resource").map(({ name }) => name);
    return [...own, ...(await this.#downloads())].filter((url) => url.startsWith(scope));
  }
}

/** Browsers do not say why: a full storage shows by what is left of it. */
async function whyUninstalled(): Promise<KeepFailure> {
  const estimate = await navigator.storage.estimate().catch((): StorageEstimate => ({}));
  const { usage = 0, quota = Number.POSITIVE_INFINITY } = estimate;
  return quota - usage < LEAST_SPACE ? "no-space" : "no-file";
}

/** Removes the service worker, if there is one, and all that it kept. */
export async function removeKept(): Promise<void> {
  await (await registered())?.unregister();
  const names = await siteCacheNames(scope);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** How many files the site keeps on this device. */
async function keptFiles(): Promise<number> {
  const files = (await siteCacheNames(scope)).map(async (name) => {
    const cache = await caches.open(name);
    return (await cache.keys()).length;
  });
  return (await Promise.all(files)).reduce((sum, count) => sum + count, 0);
}

/** Bytes that the site keeps on this device. */
export async function keptBytes(): Promise<number> {
  const sizes = (await siteCacheNames(scope)).map(async (name) => {
    const cache = await caches.open(name);
    const responses = await cache.matchAll();
    const blobs = await Promise.all(responses.map((response) => response.blob()));
    return blobs.reduce((sum, { size }) => sum + size, 0);
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
