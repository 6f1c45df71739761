import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Course,
  centiseconds,
  moments,
} from "../../../../../web_template/src/studio/tools/animate/timeline";

const COURSES: readonly (readonly [course: Course, stops: number, path: readonly number[]])[] = [
  ["once", 3, [0, 1, 2]],
  ["loop", 3, [0, 1, 2, 0]],
  ["ping-pong", 3, [0, 1, 2, 1, 0]],
  ["ping-pong", 2, [0, 1, 0]],
];

for (const [course, stops, path] of COURSES) {
  test(`a course "${course}" passes its ${stops} stops`, () => {
    const found = moments(stops, course, { duration: 2, rate: 12 });
    assert.equal(found.length, 24);
    const legs = new Set(found.map(({ from, to }) => `${from} to ${to}`));
    assert.deepEqual(
      [...legs],
      path.slice(1).map((to, leg) => `${path[leg]} to ${to}`),
    );
    assert.deepEqual(found[0], { from: 0, to: 1, share: 0 });
    const last = found.at(-1);
    if (course === "once") {
      assert.equal(last?.share, 1);
      const places = found.map(({ from, share }) => from + share);
      assert.ok(places.slice(1).every((place, index) => place > (places[index] as number)));
    } else {
      // The end is one step before the beginning, to which it returns.
      assert.ok(last && last.share < 1);
      assert.equal(last.to, 0);
    }
  });
}

test("rounding of durations does not add up", () => {
  const delays = centiseconds(8, 15);
  assert.equal(
    delays.reduce((sum, delay) => sum + delay, 0),
    53,
  );
  assert.deepEqual(new Set(delays), new Set([6, 7]));
});
