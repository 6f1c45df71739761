import assert from "node:assert/strict";
import { test } from "node:test";
import { FramePace } from "../../../../../web_template/src/studio/tools/live/pace";

/** The long side after each of some frames that take so many milliseconds a megapixel. */
function sides(speeds: readonly number[]): number[] {
  const pace = new FramePace(256);
  return speeds.map((speed) => {
    pace.note((speed * pace.side ** 2) / 1e6);
    return pace.side;
  });
}

const steady = (speed: number, frames: number) => Array.from({ length: frames }, () => speed);

test("frames become as large as the machine is fast", () => {
  assert.equal(sides(steady(100, 60)).at(-1), 640);
  assert.equal(sides(steady(4000, 60)).at(-1), 128);
  const middling = sides(steady(550, 40)).at(-1) as number;
  assert.ok(192 <= middling && middling <= 320);
});

test("one slow frame among quick ones changes nothing", () => {
  const speeds = Array.from({ length: 5 }, () => [...steady(800, 7), 9000]).flat();
  assert.equal(new Set(sides(speeds)).size, 1);
});

test("a size is judged by its own frames", () => {
  const pace = new FramePace(1000);
  assert.equal(pace.side, 640);
  assert.equal(pace.milliseconds, undefined);
  const found = steady(200, 8).map((milliseconds) => pace.note(milliseconds));
  assert.deepEqual(found, [...Array.from({ length: 7 }, () => false), true]);
  assert.equal(pace.milliseconds, undefined);
});
