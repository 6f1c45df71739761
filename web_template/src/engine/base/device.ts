// What this machine has, as far as browsers tell.

/** Gigabytes of memory; undefined where it is not told. */
export function deviceMemory(): number | undefined {
  return (navigator as { deviceMemory?: number }).deviceMemory;
}

/** Threads that can share memory: what runs on the page must never wait for others. */
export function sharingThreads(): number {
  const mayShare = globalThis.crossOriginIsolated === true && typeof document === "undefined";
  return mayShare ? navigator.hardwareConcurrency : 1;
}
