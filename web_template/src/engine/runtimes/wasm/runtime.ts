// The project's own WebAssembly runtime (assembly/): its memory, and the threads that run steps in it.

import { yieldToPage } from "../../base/yield";
import type { Schedule, WasmExports } from "./exports";
import { BARRIER, FIRST_BLOCK } from "./memory-map";
import { STEP_BYTES, type WasmStep, writeSteps } from "./step-layout";
import { ThreadPool } from "./thread-pool";

const ALIGNMENT = 64;
const PAGE = 2 ** 16;

/** Most pages, 2 GB, and how many the binaries with threads are compiled for. */
const MOST_PAGES = 2 ** 15;
const MOST_SHARED_PAGES = 2 ** 14;

export class WasmRuntime {
  readonly threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: WasmExports;
  readonly #pool: ThreadPool | undefined;
  #top = FIRST_BLOCK;
  #owner: object | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    memory: WebAssembly.Memory,
    exports: WasmExports,
    pool: ThreadPool | undefined,
  ) {
    this.#memory = memory;
    this.#exports = exports;
    this.#pool = pool;
    this.threads = pool ? pool.size : 1;
  }

  /**
   * Starts the runtime.
   *
   * @param threads more than 1 only where memory can be shared, and with a binary made for that
   */
  static async start(module: WebAssembly.Module, threads: number): Promise<WasmRuntime> {
    const shared = threads > 1;
    const maximum = shared ? MOST_SHARED_PAGES : MOST_PAGES;
    const memory = new WebAssembly.Memory({ initial: 1, maximum, shared });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const pool = shared ? await ThreadPool.start(module, memory, threads) : undefined;
    return new WasmRuntime(memory, exports as unknown as WasmExports, pool);
  }

  /** Does work one call at a time: painters of one page share a runtime. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => {});
    return await turn;
  }

  /** Whether what lies in the memory is still what `owner` has put there. */
  isOf(owner: object): boolean {
    return this.#owner === owner;
  }

  /** Empties the memory. */
  clear(): void {
    this.#owner = undefined;
    this.#top = FIRST_BLOCK;
  }

  /** Notes whose the memory is, once everything is there. */
  belongTo(owner: object): void {
    this.#owner = owner;
  }

  /** Where the next block will lie; `rewind` frees all blocks from there on. */
  get top(): number {
    return this.#top;
  }

  rewind(top: number): void {
    this.#top = top;
  }

  /**
   * Takes a block of memory.
   *
   * @throws RangeError there is not as much
   */
  take(bytes: number): number {
    const address = this.#top;
    const top = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = top - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.#top = top;
    return address;
  }

  /** In how many shares steps are done, each with sums of its own. */
  get shares(): number {
    return this.#exports.sharesOf(this.threads);
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  integers(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, length);
  }

  /** Puts numbers into a block of their own. */
  put(values: Float32Array | Int32Array): number {
    const address = this.take(values.byteLength);
    if (values instanceof Float32Array) this.floats(address, values.length).set(values);
    else this.integers(address, values.length).set(values);
    return address;
  }

  /** Puts steps into memory, and takes what running them needs beside. */
  schedule(steps: readonly WasmStep[]): Schedule {
    const address = this.take(steps.length * STEP_BYTES);
    writeSteps(new DataView(this.#memory.buffer), address, steps);
    const needs = steps.map((_, k) => this.#exports.scratchBytes(address + k * STEP_BYTES));
    const scratchBytes = Math.ceil(Math.max(...needs) / ALIGNMENT) * ALIGNMENT;
    const scratch = this.take(scratchBytes * this.threads);
    return { address, count: steps.length, scratch, scratchBytes };
  }

  /** Runs steps with all threads; on the page, alone and in slices. */
  async run(schedule: Schedule): Promise<void> {
    const { address, count, scratch } = schedule;
    if (this.#pool) {
      this.#pool.begin(schedule);
      this.#exports.run(address, count, BARRIER, 0, this.threads, scratch);
      return;
    }
    for (let index = 0; index < count; index++) {
      this.#exports.run(address + index * STEP_BYTES, 1, BARRIER, 0, 1, scratch);
      const turn = yieldToPage();
      if (turn) await turn;
    }
  }

  /** Ends the threads. */
  free(): void {
    this.#pool?.terminate();
  }
}
