import assert from "node:assert/strict";
import { test } from "node:test";
import { webpOrientation } from "../../../../web_template/src/studio/model/webp-orientation";

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const chunk = (name: string, data: readonly number[]) => [
  ...ascii(name),
  ...[data.length, 0, 0, 0],
  ...data,
  ...(data.length % 2 ? [0] : []),
];
const webp = (...chunks: number[][]) =>
  Uint8Array.from([...ascii("RIFF"), 0, 0, 0, 0, ...ascii("WEBP"), ...chunks.flat()]);

/** EXIF whose first directory has another entry before the orientation. */
const LITTLE = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0]
  .concat([0x10, 1, 3, 0, 1, 0, 0, 0, 4, 0, 0, 0])
  .concat([0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
const BIG = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1].concat([1, 0x12, 0, 3, 0, 0, 0, 1, 0, 3, 0, 0]);

test("the orientation is found behind other chunks, in both orders of bytes, named or not", () => {
  const picture = chunk("VP8L", [1, 2, 3]);
  assert.equal(webpOrientation(webp(picture, chunk("EXIF", LITTLE))), 6);
  assert.equal(webpOrientation(webp(picture, chunk("EXIF", BIG))), 3);
  assert.equal(webpOrientation(webp(chunk("EXIF", [...ascii("Exif"), 0, 0, ...BIG]))), 3);
});

test("what is no such file, cut off or nonsense turns nothing", () => {
  const whole = webp(chunk("EXIF", LITTLE));
  for (let length = 0; length < whole.length - 4; length++) {
    assert.equal(webpOrientation(whole.slice(0, length)), 1, `of ${length} bytes`);
  }
  assert.equal(webpOrientation(Uint8Array.from(LITTLE)), 1);
  assert.equal(webpOrientation(webp(chunk("EXIF", []))), 1);
  assert.equal(
    webpOrientation(
      webp(
        chunk(
          "EXIF",
          LITTLE.map((byte, k) => (k === 30 ? 9 : byte)),
        ),
      ),
    ),
    1,
  );
});
