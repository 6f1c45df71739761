// The site's own database in this browser: records by key, in a few stores.

/** What is stored where: files of the visitor's own, paintings, and what the page was last. */
export const STORES = ["pictures", "works", "state"] as const;

export type StoreName = (typeof STORES)[number];

/** Whether a store is full, or has no more room for a record. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

export class Database {
  readonly #name: string;
  #connection: IDBDatabase;

  private constructor(name: string, connection: IDBDatabase) {
    this.#name = name;
    this.#connection = connection;
  }

  /** @throws where this browser stores nothing, as in some private windows */
  static async open(name: string): Promise<Database> {
    return new Database(name, await connected(name));
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

  /**
   * Settles once the browser has written what was asked, not before. Browsers end the connections of
   * pages that were in the background, and where a visitor clears what sites keep: what failed for
   * any reason but a lack of space is tried once more, on a new one.
   */
  async #with<T>(
    store: StoreName,
    mode: IDBTransactionMode,
    use: (records: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    try {
      return await this.#tried(store, mode, use);
    } catch (error) {
      if (isFull(error)) throw error;
      this.#connection.close();
      this.#connection = await connected(this.#name);
      return await this.#tried(store, mode, use);
    }
  }

  async #tried<T>(
    store: StoreName,
    mode: IDBTransactionMode,
    use: (records: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const transaction = this.#connection.transaction(store, mode);
    const request = use(transaction.objectStore(store));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
    return request.result;
  }
}

async function connected(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("pictures", { keyPath: "id" });
    opening.result.createObjectStore("works", { keyPath: "key", autoIncrement: true });
    opening.result.createObjectStore("state");
  };
  const connection = await settled(opening);
  // Another window of a later version changes the stores, or a visitor clears what sites keep.
  connection.onversionchange = () => connection.close();
  return connection;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
