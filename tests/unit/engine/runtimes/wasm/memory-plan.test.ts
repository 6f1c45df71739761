import assert from "node:assert/strict";
import { test } from "node:test";
import { wholeArea } from "../../../../../web_template/src/engine/base/area";
import { lowered } from "../../../../../web_template/src/engine/program/lowering";
import { receptiveFieldOf } from "../../../../../web_template/src/engine/program/receptive-field";
import {
  type Place,
  passesOf,
  placesOf,
} from "../../../../../web_template/src/engine/runtimes/wasm/memory-plan";
import { exampleNetwork, rulesOf } from "../../program/programs";

const { program, weights } = exampleNetwork();
const LOWERED = lowered(
  program,
  weights,
  rulesOf(() => true),
);
const PASSES = passesOf(LOWERED);

test("an addition is part of the convolution whose outputs only it reads", () => {
  assert.deepEqual(
    PASSES.map(({ reads, out }) => `${reads.join("+")} to ${out}`),
    ["content to wide", "wide to half", "half+half to sum", "sum to whole", "whole to cells"],
  );
});

for (const [width, height, count] of [
  [24, 20, 1],
  [16, 16, 3],
] as const) {
  test(`no two living pictures overlap: ${count} of ${width} x ${height}`, () => {
    const size = wholeArea(width, height);
    const field = receptiveFieldOf(LOWERED, size, size, 2);
    const places = placesOf(PASSES, field, weights, count);
    const made = [places.content, ...places.passes.map(({ output }) => output)];
    const lastRead = (place: Place) => places.passes.findLastIndex((p) => p.inputs.includes(place));
    for (const [now, { output }] of places.passes.entries()) {
      const alive = made.filter((place, index) => index <= now && lastRead(place) >= now);
      for (const place of alive) {
        const isApart =
          place.offset + place.bytes <= output.offset ||
          output.offset + output.bytes <= place.offset;
        assert.ok(isApart, `pass ${now} writes where something lies that is still read`);
      }
    }
    for (const place of made) {
      assert.equal(place.offset % 64, 0);
      assert.ok(place.offset + place.bytes <= places.bytes);
      assert.ok(place.bytes >= 4 * count * place.height * place.width * place.channels);
    }
    const all = made.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(places.bytes < all, "pictures that nothing reads any more make room");
  });
}
