// What the browser remembers of a visit: which backend painted fastest and rightly here.

import type { Backend } from "../../api/backends";

/** A backend that was chosen, and how fast it painted. */
export interface RememberedChoice {
  readonly backend: Backend;
  /** Milliseconds for a pixel. */
  readonly msPerPixel: number;
  /** Whether graphics cards were looked for, too. */
  readonly settled: boolean;
}

const DATABASE = "stylizer";
const STORE = "choices";

/** The choice made for a key, if this browser keeps any. */
export async function rememberedChoice(key: string): Promise<RememberedChoice | undefined> {
  return await withStore("readonly", (store) => store.get(key));
}

/** Keeps a choice. */
export async function rememberChoice(key: string, choice: RememberedChoice): Promise<void> {
  await withStore("readwrite", (store) => store.put(choice, key));
}

/** Forgets all choices, so that the next visit tries the backends again. */
export async function forgetChoices(): Promise<void> {
  await withStore("readwrite", (store) => store.clear());
}

/** Browsers that keep nothing, as in some private windows, remember nothing. */
async function withStore<T>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  let database: IDBDatabase | undefined;
  try {
    const opening = indexedDB.open(DATABASE);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    database = await settled(opening);
    return await settled(use(database.transaction(STORE, mode).objectStore(STORE)));
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
