import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFile, encodeFile } from "../../../../web_template/src/studio/share/file";
import { SharedStyleError } from "../../../../web_template/src/studio/share/shared-style";
import { assertNear } from "../../near";
import { sharedStyle } from "./shared-styles";

test("a file keeps every number", () => {
  const shared = sharedStyle(3);
  const text = encodeFile(shared);
  assert.ok(text.length < 5000);
  const found = decodeFile(text);
  assert.equal(found.strokes, "broad");
  assert.equal(found.keepFaces, true);
  for (const [index, { title, weight, vector }] of shared.styles.entries()) {
    assert.deepEqual(found.styles[index]?.vector, vector);
    assert.equal(found.styles[index]?.title, title);
    assertNear([found.styles[index]?.weight ?? Number.NaN], [weight]);
  }
});

test("a title without a sign is none", () => {
  const file = JSON.parse(encodeFile(sharedStyle(1)));
  file.styles[0].title = " \n";
  assert.equal(decodeFile(JSON.stringify(file)).styles[0]?.title, undefined);
});

test("a file of before strokes and faces had a choice means fine ones, and none kept", () => {
  const file = JSON.parse(encodeFile(sharedStyle(1)));
  const { strokes: _, keepFaces: __, ...before } = file;
  const found = decodeFile(JSON.stringify(before));
  assert.equal(found.strokes, "fine");
  assert.equal(found.keepFaces, false);
});

const HEAD = '{"format": "atelier-style", "version": 1';

const REFUSED: readonly (readonly [text: string, reason: string])[] = [
  ["", "damaged"],
  ["GIF89a", "damaged"],
  ["null", "damaged"],
  [`${HEAD}}`, "damaged"],
  ['{"format": "atelier-style", "version": 2}', "newer"],
  [
    `${HEAD}, "space": "s", "strength": 1, "colours": 0, ` +
      '"styles": [{"weight": 1, "vector": [1, null]}]}',
    "damaged",
  ],
  [
    `${HEAD}, "space": "s", "strength": 1, "colours": 0, "strokes": "thick", ` +
      '"styles": [{"weight": 1, "vector": [1]}]}',
    "damaged",
  ],
  [
    `${HEAD}, "space": "s", "strength": 1, "colours": 0, "styles": [{"weight": 1, "vector": [1e39]}]}`,
    "damaged",
  ],
  [
    `${HEAD}, "space": "s", "strength": 1, "colours": 0, ` +
      '"styles": [{"weight": 1.7e308, "vector": [1]}, {"weight": 1.7e308, "vector": [1]}]}',
    "damaged",
  ],
];

test("other files are refused", () => {
  for (const [text, reason] of REFUSED) {
    assert.throws(
      () => decodeFile(text),
      (error) => error instanceof SharedStyleError && error.reason === reason,
      text,
    );
  }
});
