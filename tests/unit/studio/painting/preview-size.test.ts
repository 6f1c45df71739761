import assert from "node:assert/strict";
import { test } from "node:test";
import { PreviewSize } from "../../../../web_template/src/studio/painting/preview-size";

/** The long side of a square preview after paints that take so many nanoseconds a pixel. */
function sideAfter(size: PreviewSize, nanoseconds: number, paints: number): number {
  for (let k = 0; k < paints; k++) {
    const side = size.side({ width: 100, height: 100 });
    size.note({ width: side, height: side }, (nanoseconds * side ** 2) / 1e6);
  }
  return size.side({ width: 100, height: 100 });
}

test("previews become as large as the machine is fast", () => {
  assert.equal(sideAfter(new PreviewSize(), 100, 10), 384);
  assert.equal(sideAfter(new PreviewSize(), 5000, 10), 128);
  assert.equal(sideAfter(new PreviewSize(), 700, 10), 256);
});

test("one slow paint among quick ones changes nothing", () => {
  const size = new PreviewSize();
  const side = sideAfter(size, 700, 5);
  assert.equal(sideAfter(size, 9000, 1), side);
});
