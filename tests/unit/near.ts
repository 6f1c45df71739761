// Numbers that are the same but for rounding.

import assert from "node:assert/strict";

/** Fails where numbers differ by more than `tolerance`, or there are more of one than of the other. */
export function assertNear(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-6,
): void {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs((found[i] as number) - (expected[i] as number));
    if (!(distance <= tolerance)) assert.fail(`number ${i} is ${found[i]}, not ${expected[i]}`);
  }
}
