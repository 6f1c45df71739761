import assert from "node:assert/strict";
import { test } from "node:test";
import { FramePace } from "../../../../../web_template/src/studio/tools/live/pace";

const unknown = () => undefined;

/** The long side after each of some frames that take so many milliseconds a megapixel. */
function sides(speeds: readonly number[]): number[] {
  const pace = new FramePace(unknown);
  return speeds.map((speed) => {
    pace.note((speed * pace.side ** 2) / 1e6);
    return pace.side;
  });
}

const steady = (speed: number, frames: number) => Array.from({ length: frames }, () => speed);

const expecting = (speed: number) => new FramePace((side) => (speed * side ** 2) / 1e6);

test("frames become as large as the machine is fast", () => {
  assert.equal(sides(steady(60, 60)).at(-1), 800);
  const middling = sides(steady(550, 40)).at(-1) as number;
  assert.ok(256 <= middling && middling <= 320);
});

test("frames are rather few than too small to see anything", () => {
  assert.equal(sides(steady(3500, 60)).at(-1), 256);
  assert.equal(sides(steady(20_000, 60)).at(-1), 128);
});

test("one slow frame among quick ones changes nothing", () => {
  const speeds = Array.from({ length: 5 }, () => [...steady(800, 7), 9000]).flat();
  assert.equal(new Set(sides(speeds)).size, 1);
});

test("the first frames are as large as this machine is known to keep up with", () => {
  assert.equal(new FramePace(unknown).side, 256);
  assert.equal(expecting(20).side, 800);
  assert.equal(expecting(400).side, 384);
  assert.equal(expecting(3500).side, 256);
  assert.equal(expecting(100_000).side, 128);
});

test("a size that was kept for a while is left for much larger ones only", () => {
  const pace = expecting(300);
  const after = (speed: number) => {
    for (const each of steady(speed, 60)) pace.note((each * pace.side ** 2) / 1e6);
    return pace.side;
  };
  assert.equal(after(300), 384);
  // A little faster than a size larger needs, and then much faster.
  assert.equal(after(220), 384);
  assert.ok(after(150) > 384);
});

test("a size is judged by its own frames", () => {
  const pace = expecting(20);
  assert.equal(pace.milliseconds, undefined);
  const found = steady(200, 8).map((milliseconds) => pace.note(milliseconds));
  assert.deepEqual(found, [...Array.from({ length: 7 }, () => false), true]);
  assert.equal(pace.milliseconds, undefined);
});
