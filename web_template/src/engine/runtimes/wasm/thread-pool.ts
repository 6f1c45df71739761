// The other threads of the WebAssembly runtime.

import { spawned } from "../../../shared/spawn";
import { MEETING, ORDERS, type Schedule, type SimdExports } from "./exports";

declare const THREAD_FILE: string;

/** The numbers of an order: how many there were, and a schedule. */
const ROUND = 0;
const NUMBERS = 5;

/** What a thread gets to begin with. */
interface Equipment {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  readonly threads: number;
}

/** The workers that run steps together with the one that orders them to. */
export class SimdTeam {
  /** With the one that orders. */
  readonly size: number;
  readonly #workers: readonly Worker[];
  readonly #orders: Int32Array<ArrayBuffer>;

  private constructor(workers: readonly Worker[], memory: WebAssembly.Memory) {
    this.size = workers.length + 1;
    this.#workers = workers;
    this.#orders = new Int32Array(memory.buffer, ORDERS, NUMBERS);
  }

  /** Starts the workers and waits until all are there. */
  static async gather(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    threads: number,
  ): Promise<SimdTeam> {
    const workers = Array.from({ length: threads - 1 }, () =>
      spawned(THREAD_FILE, import.meta.url, "stylizer thread"),
    );
    const ready = workers.map(
      (worker, index) =>
        new Promise<void>((resolve, reject) => {
          worker.onmessage = () => resolve();
          worker.onerror = () => reject(new Error("A thread of the painter did not start."));
          const equipment: Equipment = { module, memory, thread: index + 1, threads };
          worker.postMessage(equipment);
        }),
    );
    try {
      await Promise.all(ready);
    } catch (error) {
      for (const worker of workers) worker.terminate();
      throw error;
    }
    return new SimdTeam(workers, memory);
  }

  /** Has all workers begin to run steps; whoever orders has to run them, too. */
  order({ address, count, scratch, scratchBytes }: Schedule): void {
    this.#orders.set([address, count, scratch, scratchBytes], ROUND + 1);
    Atomics.add(this.#orders, ROUND, 1);
    Atomics.notify(this.#orders, ROUND);
  }

  dismiss(): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

/** Runs whatever is ordered, forever: for a worker that has nothing else to do. */
export function obey({ module, memory, thread, threads }: Equipment, onReady: () => void): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { run } = exports as unknown as SimdExports;
  const orders = new Int32Array(memory.buffer, ORDERS, NUMBERS);
  let round = Atomics.load(orders, ROUND);
  onReady();
  for (;;) {
    Atomics.wait(orders, ROUND, round);
    round = Atomics.load(orders, ROUND);
    const [, address, count, scratch, bytes] = orders as unknown as number[];
    const own = (scratch as number) + thread * (bytes as number);
    run(address as number, count as number, MEETING, thread, threads, own);
  }
}
