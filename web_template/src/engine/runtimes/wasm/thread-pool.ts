// The other threads of the WebAssembly runtime.

import { spawned } from "../../../shared/spawn";
import type { Schedule, WasmExports } from "./exports";
import { BARRIER, COMMAND } from "./memory-map";

declare const THREAD_FILE: string;

/** The numbers of a command: how many there were, and a schedule. */
const ROUND = 0;
const NUMBERS = 5;

/** What a thread needs to start. */
interface ThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  readonly threads: number;
}

/** The workers that run steps together with the thread that starts them. */
export class ThreadPool {
  /** With the thread that starts them. */
  readonly size: number;
  readonly #workers: readonly Worker[];
  readonly #command: Int32Array<ArrayBuffer>;

  private constructor(workers: readonly Worker[], memory: WebAssembly.Memory) {
    this.size = workers.length + 1;
    this.#workers = workers;
    this.#command = new Int32Array(memory.buffer, COMMAND, NUMBERS);
  }

  /** Starts the workers and waits until all are there. */
  static async start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    threads: number,
  ): Promise<ThreadPool> {
    const workers = Array.from({ length: threads - 1 }, () =>
      spawned(THREAD_FILE, import.meta.url, "stylizer thread"),
    );
    const ready = workers.map(
      (worker, index) =>
        new Promise<void>((resolve, reject) => {
          worker.onmessage = () => resolve();
          worker.onerror = () => reject(new Error("A thread of the painter did not start."));
          const setup: ThreadSetup = { module, memory, thread: index + 1, threads };
          worker.postMessage(setup);
        }),
    );
    try {
      await Promise.all(ready);
    } catch (error) {
      for (const worker of workers) worker.terminate();
      throw error;
    }
    return new ThreadPool(workers, memory);
  }

  /** Has all workers begin to run steps; the caller has to run them, too. */
  begin({ address, count, scratch, scratchBytes }: Schedule): void {
    this.#command.set([address, count, scratch, scratchBytes], ROUND + 1);
    Atomics.add(this.#command, ROUND, 1);
    Atomics.notify(this.#command, ROUND);
  }

  terminate(): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

/** Waits for commands and runs them, forever: for a worker that has nothing else to do. */
export function runCommands(
  { module, memory, thread, threads }: ThreadSetup,
  onReady: () => void,
): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { run } = exports as unknown as WasmExports;
  const command = new Int32Array(memory.buffer, COMMAND, NUMBERS);
  let round = Atomics.load(command, ROUND);
  onReady();
  for (;;) {
    Atomics.wait(command, ROUND, round);
    round = Atomics.load(command, ROUND);
    const [, address, count, scratch, bytes] = command as unknown as number[];
    const own = (scratch as number) + thread * (bytes as number);
    run(address as number, count as number, BARRIER, thread, threads, own);
  }
}
