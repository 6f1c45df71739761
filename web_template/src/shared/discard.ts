/**
 * Gives back the memory of a buffer that nobody needs any more. Browsers do so when they collect
 * their garbage, which takes them a while in workers: until then large pictures pile up.
 */
export function discard({ buffer }: ArrayBufferView): void {
  // Not all browsers know it.
  (buffer as { transfer?(bytes: number): unknown }).transfer?.(0);
}
