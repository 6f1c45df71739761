// Where the threads of a team take their shares of a step, and wait for each other.

/** How often a thread looks before it sleeps: steps are shorter than waking up. */
const LOOKS: i32 = 20_000;

/** The number of a share of the present step that no other thread has. */
export function taken(team: usize): i32 {
  return isDefined(SHARED) ? atomic.add<i32>(team, 1, 8) : 0;
}

/** Returns once all threads have come here, where the next step begins. */
export function meet(team: usize, threads: i32): void {
  if (!isDefined(SHARED)) return;
  const round = atomic.load<i32>(team, 4);
  if (atomic.add<i32>(team, 1) == threads - 1) {
    atomic.store<i32>(team, 0);
    atomic.store<i32>(team, 0, 8);
    atomic.add<i32>(team, 1, 4);
    atomic.notify(team + 4, threads);
    return;
  }
  for (let look = 0; look < LOOKS; look++) {
    if (atomic.load<i32>(team, 4) != round) return;
  }
  while (atomic.load<i32>(team, 4) == round) atomic.wait<i32>(team + 4, round, -1);
}
