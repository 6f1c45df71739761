// What kinds of failure painting can go on after.

const MEMORY = /memory|allocat|texture|abort|unreachable|invalid (typed )?array length/i;

/** Whether there was too little memory for what was tried. */
export function isMemoryFault(error: unknown): boolean {
  return error instanceof RangeError || MEMORY.test(String(error));
}

/** Whether a WASM instance stopped in the middle of its work and cannot be trusted any more. */
export function isBroken(error: unknown): boolean {
  return typeof WebAssembly !== "undefined" && error instanceof WebAssembly.RuntimeError;
}
