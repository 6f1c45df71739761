import assert from "node:assert/strict";
import { test } from "node:test";
import {
  sharesOf,
  withoutStyle,
  withPictures,
  withShare,
  withStyle,
} from "../../../../web_template/src/studio/mixture/mix";
import { titleOf, type WeightedStyle } from "../../../../web_template/src/studio/model/recipe";
import { assertNear } from "../../near";
import { pictureNamed, styleNamed } from "../recipes";

/** Styles of these names with these weights. */
function styles(weights: Readonly<Record<string, number>>): WeightedStyle[] {
  return Object.entries(weights).map(([name, weight]) => ({ source: styleNamed(name), weight }));
}

const namesOf = (mixture: readonly WeightedStyle[]) =>
  mixture.map(({ source }) => titleOf(source)).join("");

test("a share makes the others give way in their proportions", () => {
  assertNear(withShare([0.5, 0.3, 0.2], 0, 0.2), [0.2, 0.48, 0.32]);
  assertNear(withShare([1, 0, 0], 0, 0.4), [0.4, 0.3, 0.3]);
  assertNear(withShare([0.5, 0.5], 1, 1), [0, 1]);
});

test("a style is added with an equal part, and a sixth takes the place of the first", () => {
  assertNear(sharesOf(withStyle(styles({ a: 3, b: 1 }), styleNamed("c"))), [0.5, 1 / 6, 1 / 3]);
  const five = styles({ a: 1, b: 1, c: 1, d: 1, e: 1 });
  assert.equal(namesOf(withStyle(five, styleNamed("f"))), "bcdef");
});

test("a style is taken away, but never the last one", () => {
  assertNear(sharesOf(withoutStyle(styles({ a: 3, b: 1 }), 0)), [1]);
  // Nothing would be left of a mixture whose only part is taken out.
  assertNear(sharesOf(withoutStyle(styles({ a: 1, b: 0, c: 0 }), 0)), [0.5, 0.5]);
  assertNear(sharesOf(withoutStyle(styles({ a: 3 }), 0)), [1]);
});

test("chosen pictures come and go, styles without a picture stay", () => {
  const [a, b, c] = ["a", "b", "c"].map(pictureNamed);
  assert.ok(a && b && c);
  const of = (picture: typeof a) => ({ source: { kind: "picture", picture } as const, weight: 1 });
  const before = [of(a), { source: styleNamed("v"), weight: 1 }, of(b)];
  assert.equal(namesOf(withPictures(before, [b, c])), "vbc");
});
