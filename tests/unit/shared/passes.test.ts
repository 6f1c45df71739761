import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isStrokes,
  passesOf,
  pixelsOfPasses,
  STROKES,
} from "../../../web_template/src/shared/passes";

test("fine strokes are painted in one pass", () => {
  assert.deepEqual(passesOf(6000, 4000, "fine"), [[6000, 4000]]);
});

test("a small picture has strokes as broad as they come", () => {
  for (const strokes of STROKES) assert.deepEqual(passesOf(256, 171, strokes), [[256, 171]]);
});

test("passes grow steadily to the picture's own size", () => {
  for (const strokes of ["medium", "broad"] as const) {
    for (const long of [512, 700, 1024, 2048, 3333, 6000]) {
      const passes = passesOf(long, Math.round(long / 1.5), strokes);
      assert.deepEqual(passes.at(-1), [long, Math.round(long / 1.5)]);
      for (const [index, [width, height]] of passes.entries()) {
        assert.ok(Math.abs(width / height - 1.5) < 0.02);
        const after = passes[index + 1];
        if (after) assert.ok(after[0] > 1.4 * width && after[0] < 2.9 * width);
      }
      // All before the last take no longer than half of its time.
      assert.ok(pixelsOfPasses(passes) < (1.51 * long * long) / 1.5);
    }
  }
});

test("the first pass decides how broad the strokes look, whatever the size", () => {
  const first = (size: number) => passesOf(size, size, "broad")[0]?.[0];
  assert.deepEqual([1024, 2048, 6000].map(first), [256, 256, 256]);
  const [medium] = passesOf(1024, 1024, "medium");
  assert.ok((medium?.[0] ?? 0) > 256);
});

test("names of strokes", () => {
  assert.ok(isStrokes("broad"));
  for (const name of ["thick", 1, undefined, "toString"]) assert.ok(!isStrokes(name));
});
