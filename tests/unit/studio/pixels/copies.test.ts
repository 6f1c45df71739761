import "../page/document";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf } from "../../../../web_template/src/studio/model/pictures";
import { sidesOfCopies } from "../../../../web_template/src/studio/pixels/copies";
import { pictureNamed } from "../recipes";

test("large pictures have copies for lists and for screens, small ones have none", () => {
  assert.deepEqual(sidesOfCopies(6000, 4000), [256, 2048]);
  assert.deepEqual(sidesOfCopies(4000, 6000), [256, 2048]);
  assert.deepEqual(sidesOfCopies(2400, 1800), [256]);
  assert.deepEqual(sidesOfCopies(1000, 1000), []);
});

test("the smallest copy that is enough is shown, and the picture itself where none is", () => {
  const copy = (side: number) => ({ side, file: new Blob(), url: `copy of ${side}` });
  const picture = { ...pictureNamed("sea"), url: "sea", copies: [copy(256), copy(2048)] };
  const shown = [96, 256, 257, 2048, 2049].map((side) => addressOf(picture, side));
  const expected = ["copy of 256", "copy of 256", "copy of 2048", "copy of 2048", "sea"];
  assert.deepEqual(shown, expected);
  assert.equal(addressOf(pictureNamed("lake"), 96), "");
});
