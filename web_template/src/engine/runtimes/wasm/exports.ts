// What the binaries of src/simd offer, and where all threads look in their memory.

export interface WasmExports {
  /** See assembly/dispatch.ts. */
  readonly run: (
    steps: number,
    count: number,
    team: number,
    thread: number,
    threads: number,
    scratch: number,
  ) => void;
  /** Bytes of scratch that a thread needs for a step. */
  readonly scratchBytes: (step: number) => number;
  /** In how many shares a team of threads does a step. */
  readonly sharesOf: (threads: number) => number;
}

/** Where in memory the threads of a team wait for each other. */
export const BARRIER = 1024;

/** Where in memory a team is told what to run. */
export const COMMAND = 1088;

/** Steps as they lie in memory, ready to be run. */
export interface Schedule {
  readonly address: number;
  readonly count: number;
  readonly scratch: number;
  readonly scratchBytes: number;
}
