import assert from "node:assert/strict";
import { test } from "node:test";
import type { OpenedPicture } from "../../../../web_template/src/engine/pictures/lazy-picture";
import { ResizedPictures } from "../../../../web_template/src/engine/pictures/resized-cache";

/** A photo of 6000 x 4000 pixels, and how often it was decoded. */
function photo() {
  const seen = { decoded: 0 };
  const resampled = async (width: number, height: number) => ({
    width,
    height,
    data: new Uint8Array(width * height * 3),
  });
  const decoded = async () => {
    seen.decoded++;
    return { sides: [6000, 4000], resampled };
  };
  return { seen, opened: { key: 1, decoded } as unknown as OpenedPicture };
}

test("a photo is decoded once for drafts of all sizes, whatever is painted between", async () => {
  const pictures = new ResizedPictures();
  const { seen, opened } = photo();
  const draft = await pictures.get(opened, 192, true);
  assert.deepEqual([draft.width, draft.height], [192, 128]);
  assert.equal(seen.decoded, 1);
  for (const size of [2048, 3072, undefined]) await pictures.get(opened, size);
  assert.equal(seen.decoded, 4);
  for (const size of [256, 192, 320]) await pictures.get(opened, size, true);
  assert.equal(seen.decoded, 4);
});

test("a finished picture is never made from a draft's copy", async () => {
  const pictures = new ResizedPictures();
  const { seen, opened } = photo();
  await pictures.get(opened, 256, true);
  const exact = await pictures.get(opened, 256);
  assert.equal(seen.decoded, 2);
  assert.equal(await pictures.get(opened, 256), exact);
  assert.ok(pictures.keeps(exact));
});
