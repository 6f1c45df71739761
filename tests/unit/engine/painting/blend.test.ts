import assert from "node:assert/strict";
import { test } from "node:test";
import { blendInto, coveringOf } from "../../../../web_template/src/engine/painting/blend";
import type { Picture } from "../../../../web_template/src/shared/picture";

const plain = (width: number, height: number, value: number): Picture => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(value),
});

/** What a photo of 200 becomes over which a painting of 100 is laid. */
async function ground(detail: number, strength: number): Promise<readonly number[]> {
  const photo = plain(12, 7, 200);
  const map = { width: 2, height: 2, data: new Uint8Array(4).fill(detail) };
  await blendInto(photo, plain(5, 3, 100), map, coveringOf("medium", strength));
  return [...new Set(photo.data)];
}

test("the painting covers what is plain, the photo keeps its details", async () => {
  const [covered] = await ground(0, 1);
  const [kept] = await ground(255, 1);
  assert.ok((covered ?? 0) < 130 && (kept ?? 0) > 170);
});

test("the weaker the style, the more of the photo remains", async () => {
  const [full] = await ground(0, 1);
  const [weak] = await ground(0, 0.5);
  assert.equal((weak ?? 0) - (full ?? 0), (200 - (full ?? 0)) / 2);
  assert.deepEqual(await ground(0, 0), [200]);
  assert.deepEqual(await ground(0, 1.5), [full]);
});

test("it can be given up on the way", async () => {
  const photo = plain(2000, 600, 200);
  let turns = 0;
  const turn = async () => {
    if (++turns === 3) throw new DOMException("", "AbortError");
  };
  const map = { width: 1, height: 1, data: new Uint8Array(1) };
  await assert.rejects(blendInto(photo, plain(20, 6, 100), map, coveringOf("medium", 1), turn), {
    name: "AbortError",
  });
  assert.equal(photo.data.at(-1), 200);
});
