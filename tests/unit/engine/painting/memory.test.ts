import assert from "node:assert/strict";
import { test } from "node:test";
import type { BackendDescriptor } from "../../../../web_template/src/engine/backends/backend";
import { pixelsAtOnce } from "../../../../web_template/src/engine/painting/memory";

const MODEL = { pictures: 400, largest: 128, places: 100, columns: 1000 };
const MEGABYTE = 2 ** 20;

const BACKEND: BackendDescriptor = {
  name: "cpu",
  title: "A processor",
  compiles: false,
  startsFirst: false,
  isLastResort: true,
  mostPixels: 1e6,
  mayRun: () => true,
  scratch: ({ places }) => places,
  start: async () => undefined,
  registerAllKernels: async () => {},
};

function pixels(memory: number, of: number, largest?: number): number {
  return pixelsAtOnce(MODEL, of, { backend: BACKEND, memory, largest });
}

test("as many pixels as fit into the memory beside the picture", () => {
  const found = pixels(100 * MEGABYTE, 1e6);
  assert.ok(found * (MODEL.pictures + MODEL.places) + 7e6 <= 100 * MEGABYTE);
  assert.ok(found > 100_000);
  assert.ok(pixels(200 * MEGABYTE, 1e6) > found);
  // A picture that fills the memory by itself leaves a quarter of it to paint with.
  assert.equal(pixels(100 * MEGABYTE, 1e9), pixels(100 * MEGABYTE, 2e9));
});

test("no more than the backend's largest picture allows, and than are worth it", () => {
  assert.equal(pixels(100 * MEGABYTE, 1e6, 128 * 5000), 5000);
  assert.equal(pixels(2 ** 40, 1e6), BACKEND.mostPixels);
});
