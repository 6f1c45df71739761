import assert from "node:assert/strict";
import { test } from "node:test";
import { coveringOf } from "../../../../web_template/src/engine/painting/blend";
import { paintInPasses } from "../../../../web_template/src/engine/painting/passes";
import { passesOf } from "../../../../web_template/src/shared/passes";
import type { Picture } from "../../../../web_template/src/shared/picture";

const [WIDTH, HEIGHT] = [900, 60];

/** Node before 21 gives nothing back. */
const skip = !("transfer" in ArrayBuffer.prototype);

/** Paints a photo white in passes; what is left of it, and of the picture that each pass painted. */
async function painted(shared: boolean) {
  const photo: Picture = {
    width: WIDTH,
    height: HEIGHT,
    data: new Uint8Array(WIDTH * HEIGHT * 3).fill(90),
  };
  const grounds: Picture[] = [];
  const canvas = await paintInPasses(photo, {
    passes: passesOf(WIDTH, HEIGHT, "medium"),
    covering: coveringOf("medium", 1),
    shared,
    signal: new AbortController().signal,
    show: () => {},
    paint: async (ground) => {
      grounds.push(ground);
      const { width, height } = ground;
      const data = new Uint8ClampedArray(width * height * 4).fill(255);
      return { canvas: { width, height, data }, tiles: 1 };
    },
  });
  return { canvas, photo, left: grounds.map(({ data }) => data.length) };
}

test("a picture and what was made of it are given back once they are painted", {
  skip,
}, async () => {
  const { canvas, photo, left } = await painted(false);
  assert.equal(canvas.data.length, WIDTH * HEIGHT * 4);
  assert.deepEqual(left, [0, 0]);
  assert.equal(photo.data.length, 0);
});

test("a picture that others use, too, stays as it is", async () => {
  const { photo } = await painted(true);
  assert.ok(photo.data.length > 0 && photo.data.every((value) => value === 90));
});
