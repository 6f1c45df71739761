// The site's own database in this browser: records by key, in a few stores.

/** What is stored where: files of the visitor's own, paintings, and what the page was last. */
export const STORES = ["pictures", "works", "state"] as const;

export type StoreName = (typeof STORES)[number];

/** Whether a store is full, or has no more room for a record. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

export class Database {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
    // Another window of a later version changes the stores.
    database.onversionchange = () => database.close();
  }

  /** @throws where this browser stores nothing, as in some private windows */
  static async open(name: string): Promise<Database> {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("pictures", { keyPath: "id" });
      opening.result.createObjectStore("works", { keyPath: "key", autoIncrement: true });
      opening.result.createObjectStore("state");
    };
    return new Database(await settled(opening));
  }

  async get<T>(store: StoreName, key: IDBValidKey): Promise<T | undefined> {
    return await this.#with(store, "readonly", (records) => records.get(key));
  }

  /** All records, in the order of their keys. */
  async all<T>(store: StoreName): Promise<readonly T[]> {
    return await this.#with(store, "readonly", (records) => records.getAll());
  }

  /** Stores a record, in place of another of its key; returns the key. */
  async put(store: StoreName, record: unknown, key?: IDBValidKey): Promise<IDBValidKey> {
    return await this.#with(store, "readwrite", (records) => records.put(record, key));
  }

  async remove(store: StoreName, key: IDBValidKey): Promise<void> {
    await this.#with(store, "readwrite", (records) => records.delete(key));
  }

  async clear(): Promise<void> {
    for (const store of STORES) await this.#with(store, "readwrite", (records) => records.clear());
  }

  /** Settles once the browser has written what was asked, not before. */
  async #with<T>(
    store: StoreName,
    mode: IDBTransactionMode,
    use: (records: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const transaction = this.#database.transaction(store, mode);
    const request = use(transaction.objectStore(store));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
    return request.result;
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
