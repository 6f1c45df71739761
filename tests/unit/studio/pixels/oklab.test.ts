import assert from "node:assert/strict";
import { test } from "node:test";
import { oklabRow, readOklab, writeOklab } from "../../../../web_template/src/studio/pixels/oklab";
import { assertNear } from "../../near";
import { labOf, randomPixels, turnBetween } from "./colours";

test("bytes are read as the colour space is defined, and written as they were", () => {
  const count = 1000;
  const bytes = randomPixels(1, count);
  const row = oklabRow(count);
  readOklab(bytes, 0, count, row);
  for (let i = 0; i < count; i++) {
    const found = [row.lightness[i], row.a[i], row.b[i]] as [number, number, number];
    assertNear(found, labOf(bytes, i), 0.002);
  }
  const written = new Uint8ClampedArray(bytes);
  for (let i = 0; i < written.length; i++) if (i % 4 !== 3) written[i] = 0;
  writeOklab(row, written, 0, count);
  assert.deepEqual(written, bytes);
});

test("colours that no screen shows keep their hue and lightness", () => {
  for (let k = 0; k < 24; k++) {
    const hue = (2 * Math.PI * k) / 24;
    const [a, b] = [0.5 * Math.cos(hue), 0.5 * Math.sin(hue)];
    const bytes = new Uint8ClampedArray(4);
    const row = {
      lightness: Float32Array.of(0.6),
      a: Float32Array.of(a),
      b: Float32Array.of(b),
    };
    writeOklab(row, bytes, 0, 1);
    const found = labOf(bytes, 0);
    assertNear([found[0]], [0.6], 0.006);
    assert.ok(turnBetween(found, [0.6, a, b]) < 5);
  }
});
