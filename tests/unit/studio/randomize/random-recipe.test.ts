import assert from "node:assert/strict";
import { test } from "node:test";
import { STROKES } from "../../../../web_template/src/shared/passes";
import { randomParts } from "../../../../web_template/src/studio/randomize/random-recipe";
import { assertNear } from "../../near";
import { randomNumbers } from "../../random";
import { pictureNamed } from "../recipes";

/** Throws among so many pictures, with the names of the styles that each chose. */
function thrown(count: number, throws: number) {
  const pictures = Array.from({ length: count }, (_, index) => pictureNamed(`${index}`));
  const random = randomNumbers(1);
  return Array.from({ length: throws }, () => {
    const parts = randomParts(pictures, pictures[0], random);
    const names = parts.styles.map(({ source }) => {
      assert.equal(source.kind, "picture");
      return source.picture.id;
    });
    return { ...parts, names };
  });
}

test("throws are worth looking at", () => {
  const throws = thrown(14, 1000);
  const counts = [1, 2, 3].map(
    (count) => throws.filter(({ names }) => names.length === count).length,
  ) as [number, number, number];
  assert.equal(counts[0] + counts[1] + counts[2], 1000);
  assert.ok(counts[0] > counts[1] && counts[1] > counts[2] && counts[2] > 50);
  for (const { styles, names, strength, colours } of throws) {
    assert.equal(new Set(names).size, names.length);
    assert.notDeepEqual(names, ["0"], "the style that was there before is no surprise");
    const weights = styles.map(({ weight }) => weight);
    assertNear([weights.reduce((sum, weight) => sum + weight, 0)], [1], 0.02);
    assert.ok(Math.min(...weights) >= 0.2);
    assert.ok(0.6 <= strength && strength <= 1);
    assert.ok(0 <= colours && colours <= 1);
    const hundredths = [strength, colours].map((value) => 100 * value);
    assertNear(hundredths.map(Math.round), hundredths, 1e-9);
  }
  assert.equal(new Set(throws.flatMap(({ names }) => names)).size, 14);
  const usual = throws.filter(({ strength }) => strength === 1).length / throws.length;
  assert.ok(0.55 < usual && usual < 0.75);
  assert.equal(new Set(throws.map(({ strokes }) => strokes)).size, STROKES.length);
  const colours = new Set(throws.map((parts) => parts.colours));
  assert.ok(colours.has(0) && colours.has(1) && colours.size > 2);
});

test("a site with one style has its surprises, too", () => {
  for (const { styles } of thrown(1, 20)) {
    assert.deepEqual(
      styles.map(({ weight }) => weight),
      [1],
    );
  }
});
