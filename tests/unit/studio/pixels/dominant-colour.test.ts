import assert from "node:assert/strict";
import { test } from "node:test";
import { dominantColour } from "../../../../web_template/src/studio/pixels/dominant-colour";

type Colour = readonly [number, number, number, number];

function picture(...parts: readonly (readonly [number, Colour])[]): Uint8ClampedArray {
  const pixels = parts.flatMap(([count, colour]) => Array.from({ length: count }, () => colour));
  return new Uint8ClampedArray(pixels.flat());
}

const GREY: Colour = [128, 128, 128, 255];

test("a dark picture of one colour has that colour, bright", () => {
  assert.equal(dominantColour(picture([9000, [20, 45, 100, 255]])), "rgb(51 115 255)");
});

test("a few vivid pixels among grey ones are what one remembers", () => {
  assert.equal(dominantColour(picture([80, GREY], [20, [200, 0, 0, 255]])), "rgb(255 0 0)");
});

test("colours that would make grey together do not: the greater part wins", () => {
  const parts = picture([60, [0, 60, 240, 255]], [40, [240, 180, 0, 255]]);
  assert.equal(dominantColour(parts), "rgb(0 64 255)");
});

test("reds on both sides of the circle's beginning are one colour", () => {
  const reds = picture([30, [240, 0, 30, 255]], [30, [240, 30, 0, 255]], [40, [0, 200, 0, 255]]);
  assert.equal(dominantColour(reds), "rgb(255 16 16)");
});

test("grey and transparent pictures have none", () => {
  assert.equal(dominantColour(picture([100, GREY])), undefined);
  assert.equal(dominantColour(picture([100, [255, 0, 0, 0]])), undefined);
});
