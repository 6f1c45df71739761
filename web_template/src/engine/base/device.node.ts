import { availableParallelism, totalmem } from "node:os";

/** Gigabytes of memory. */
export function deviceMemory(): number | undefined {
  return totalmem() / 2 ** 30;
}

/** Threads that can share memory: as many as whoever started the program wants. */
export function sharingThreads(): number {
  return Number(process.env.STYLIZER_THREADS ?? availableParallelism());
}
