import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeLink, encodeLink } from "../../../../web_template/src/studio/share/link";
import { SharedStyleError } from "../../../../web_template/src/studio/share/shared-style";
import { assertNear } from "../../near";
import { randomNumbers } from "../../random";
import { sharedStyle } from "./shared-styles";

/** Styles and the most characters of a link for them. */
const LENGTHS = { 1: 180, 2: 330, 5: 770 };

for (const [count, most] of Object.entries(LENGTHS)) {
  test(`a link carries a recipe of ${count} styles`, () => {
    const shared = sharedStyle(Number(count));
    const link = encodeLink(shared);
    assert.match(link, /^[\w-]+$/, "no program takes such a link apart");
    assert.ok(link.length <= most);
    const found = decodeLink(link);
    assert.equal(found.space, "magenta-mobile");
    assert.equal(found.strength, 0.85);
    assert.equal(found.colours, 0.3);
    assert.equal(found.strokes, "broad");
    const sum = found.styles.reduce((total, { weight }) => total + weight, 0);
    assertNear(
      found.styles.map(({ weight }) => weight / sum),
      shared.styles.map(({ weight }) => weight),
      0.004,
    );
    for (const [index, { vector, error }] of found.styles.entries()) {
      assert.ok(error < 0.015);
      assertNear(vector, shared.styles[index]?.vector ?? [], error + 1e-6);
    }
    // Sharing again what came by a link loses nothing more.
    const again = encodeLink(found);
    assert.equal(encodeLink(decodeLink(again)), again);
  });
}

test("common mixtures keep their exact shares", () => {
  for (const count of [1, 2, 3, 4, 5]) {
    const shared = sharedStyle(count);
    const styles = shared.styles.map((style) => ({ ...style, weight: 1 / count }));
    const found = decodeLink(encodeLink({ ...shared, styles }));
    assert.equal(new Set(found.styles.map(({ weight }) => weight)).size, 1);
  }
});

test("a style without any difference between its numbers", () => {
  const vector = Array.from({ length: 100 }, () => 0.5);
  const styles = [{ title: "Flat", weight: 1, vector, error: 0 }];
  const found = decodeLink(encodeLink({ ...sharedStyle(1), styles }));
  assert.deepEqual(found.styles[0]?.vector, vector);
});

const refuses = (text: string, reason: "damaged" | "newer") =>
  assert.throws(
    () => decodeLink(text),
    (error) => error instanceof SharedStyleError && error.reason === reason,
    text,
  );

test("damage is found", () => {
  const link = encodeLink(sharedStyle(1));
  const without = (at: number, instead: string) => link.slice(0, at) + instead + link.slice(at + 1);
  const damaged = [
    ...[link.slice(0, -2), link.slice(0, 100), `${link}A`, link.slice(1), "", "A"],
    without(50, "%"),
  ];
  // The last character is left alone: some of its bits mean nothing.
  const random = randomNumbers(7);
  for (let k = 0; k < 40; k++) {
    const at = Math.floor(random() * (link.length - 1));
    damaged.push(without(at, link[at] === "A" ? "B" : "A"));
  }
  for (const text of damaged) refuses(text, "damaged");
});

test("links of other versions are told apart", () => {
  // The last two bytes are the check of those before, CRC-16/XMODEM.
  const link = (...bytes: readonly number[]) => Buffer.from(bytes).toString("base64url");
  refuses(link(4, 200, 100, 50, 0x94, 0x58), "newer");
  // Sites of before understand links as long as no faces are kept.
  for (const [keepFaces, version] of [
    [false, 2],
    [true, 3],
  ] as const) {
    const text = encodeLink({ ...sharedStyle(1), keepFaces });
    assert.equal(Buffer.from(text, "base64url")[0], version);
    assert.equal(decodeLink(text).keepFaces, keepFaces);
  }
  // Of version 1: the space "a", one style of the numbers 0 and 1.
  const before = [1, 1, 97, 100, 0, 0, 2, 1, 255, 0, 0, 0, 0, 0x3f, 0x80, 0, 0, 0, 1] as const;
  const found = decodeLink(link(...before, 0xd8, 0xe2));
  assert.equal(found.strokes, "fine");
  assert.equal(found.keepFaces, false);
  assert.deepEqual(found.styles[0]?.vector, [0, 1]);
  // Sound as bytes, but no style: it has no numbers.
  refuses(link(1, 1, 97, 100, 0, 0, 0, 0, 0x75, 0xd0), "damaged");
});
