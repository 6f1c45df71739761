// Where threads take their shares of a step, and wait for each other.

/** How often a thread looks before it sleeps: steps are shorter than waking up. */
const LOOKS: i32 = 20_000;

/** The number of a share of the present step that no other thread has. */
export function nextShare(barrier: usize): i32 {
  return isDefined(SHARED) ? atomic.add<i32>(barrier, 1, 8) : 0;
}

/** Returns once all threads have come here, where the next step begins. */
export function waitForAll(barrier: usize, threads: i32): void {
  if (!isDefined(SHARED)) return;
  const round = atomic.load<i32>(barrier, 4);
  if (atomic.add<i32>(barrier, 1) == threads - 1) {
    atomic.store<i32>(barrier, 0);
    atomic.store<i32>(barrier, 0, 8);
    atomic.add<i32>(barrier, 1, 4);
    atomic.notify(barrier + 4, threads);
    return;
  }
  for (let look = 0; look < LOOKS; look++) {
    if (atomic.load<i32>(barrier, 4) != round) return;
  }
  while (atomic.load<i32>(barrier, 4) == round) atomic.wait<i32>(barrier + 4, round, -1);
}
