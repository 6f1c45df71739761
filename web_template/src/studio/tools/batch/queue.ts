// The photos of a batch, painted one after the other.

export type ItemState = "waiting" | "painting" | "done" | "failed";

/** A painted file. */
export interface PaintedFile {
  readonly name: string;
  /** Undefined where it was written into a folder already. */
  readonly blob: Blob | undefined;
}

export interface Item {
  readonly file: File;
  readonly state: ItemState;
  readonly painted?: PaintedFile;
  /** Why it failed. */
  readonly problem?: string;
}

export interface QueueJob {
  readonly signal: AbortSignal;
  /** Paints one photo; its errors do not stop the others. */
  paint(file: File): Promise<PaintedFile>;
  /** The message of an error. */
  problem(error: unknown): string;
}

export class Queue {
  readonly #onChange: (item: Item, before: Item | undefined) => void;
  #items: readonly Item[] = [];

  /** @param onChange called with every new item and every change of one */
  constructor(onChange: (item: Item, before: Item | undefined) => void) {
    this.#onChange = onChange;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const item: Item = { file, state: "waiting" };
      this.#items = [...this.#items, item];
      this.#onChange(item, undefined);
    }
  }

  clear(): void {
    this.#items = [];
  }

  remove(file: File): void {
    this.#items = this.#items.filter((item) => item.file !== file);
  }

  /**
   * Paints the photos that are not painted yet, or all again where all are.
   *
   * Resolves at the end, also where it was aborted: what is not painted then waits.
   */
  async run({ signal, paint, problem }: QueueJob): Promise<void> {
    const again = this.#items.every(({ state }) => state === "done");
    for (const { file, state } of this.#items) {
      if (again || state === "failed") this.#set({ file, state: "waiting" });
    }
    for (;;) {
      const next = this.#items.find(({ state }) => state === "waiting");
      if (!next || signal.aborted) return;
      const { file } = next;
      this.#set({ file, state: "painting" });
      try {
        this.#set({ file, state: "done", painted: await paint(file) });
      } catch (error) {
        this.#set(
          signal.aborted
            ? { file, state: "waiting" }
            : { file, state: "failed", problem: problem(error) },
        );
      }
    }
  }

  #set(item: Item): void {
    const before = this.#items.find(({ file }) => file === item.file);
    // A photo that was taken out of the queue meanwhile stays out.
    if (!before) return;
    this.#items = this.#items.map((other) => (other === before ? item : other));
    this.#onChange(item, before);
  }
}
