import "../page/document";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkCanvas,
  fitsCanvas,
  isKnownToFit,
} from "../../../../web_template/src/studio/pixels/canvas-limits";

test("a canvas that stays blank is refused before anything is painted", async (context) => {
  const canvas = (alpha: number) => ({
    getContext: () => ({ fillRect() {}, getImageData: () => ({ data: [0, 0, 0, alpha] }) }),
  });
  const made = context.mock.method(document, "createElement", () => canvas(0));
  await checkCanvas(4096, 3000);
  assert.equal(made.mock.callCount(), 0, "what works everywhere is not tried");
  await assert.rejects(checkCanvas(70_000, 100), /70\.000/);
  context.mock.method(document, "createElement", () => canvas(255));
  assert.equal(isKnownToFit(20_000, 100), false);
  await checkCanvas(20_000, 100);
  assert.ok(isKnownToFit(20_000, 100) && isKnownToFit(19_000, 90));
  assert.equal(await fitsCanvas(70_000, 100), false, "what was tried is not tried again");
});
