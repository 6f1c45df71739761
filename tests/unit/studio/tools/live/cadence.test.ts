import assert from "node:assert/strict";
import { test } from "node:test";
import { Cadence } from "../../../../../web_template/src/studio/tools/live/cadence";

/** When frames are shown that are ready at some times, in milliseconds. */
function shown(ready: readonly number[]): number[] {
  const cadence = new Cadence();
  return ready.map((now) => now + cadence.hold(now));
}

/** When frames are ready that come every so many milliseconds, each late by some of them. */
const coming = (period: number, late: readonly number[]) =>
  late.map((milliseconds, index) => index * period + milliseconds);

const intervals = (times: readonly number[]) =>
  times.slice(1).map((time, index) => time - (times[index] as number));

const alternating = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 17 : 0));

test("frames that are ready unevenly are shown evenly", () => {
  const ready = coming(50, alternating);
  const settled = intervals(shown(ready)).slice(20);
  assert.ok(Math.max(...intervals(ready)) === 67);
  assert.ok(Math.max(...settled) < 55 && Math.min(...settled) > 45);
});

test("a frame is held back for a moment only, and none that comes as it should", () => {
  const ready = coming(50, alternating);
  const held = shown(ready).map((time, index) => time - (ready[index] as number));
  assert.ok(Math.max(...held) <= 50 / 3 && Math.min(...held) >= 0);
  const even = coming(
    50,
    Array.from({ length: 60 }, () => 0),
  );
  assert.deepEqual(shown(even), even);
});

test("frames that come less often than they did wait for nothing", () => {
  const ready = [
    ...coming(
      20,
      Array.from({ length: 30 }, () => 0),
    ),
    900,
    1200,
    1500,
  ];
  assert.deepEqual(shown(ready).slice(-3), [900, 1200, 1500]);
});

test("before the time between frames is known none is held back", () => {
  const ready = coming(50, [0, 17, 0, 17, 0, 17]);
  assert.deepEqual(shown(ready), ready);
});
