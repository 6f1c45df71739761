// What the binaries compiled from assembly/ offer.

export interface WasmExports {
  /** See assembly/dispatch.ts. */
  readonly run: (
    steps: number,
    count: number,
    barrier: number,
    thread: number,
    threads: number,
    scratch: number,
  ) => void;
  /** Bytes of scratch that a thread needs for a step. */
  readonly scratchBytes: (step: number) => number;
  /** In how many shares so many threads do a step. */
  readonly sharesOf: (threads: number) => number;
}

/** Steps as they lie in memory, ready to be run. */
export interface Schedule {
  readonly address: number;
  readonly count: number;
  readonly scratch: number;
  readonly scratchBytes: number;
}
