import "../page/document";
import assert from "node:assert/strict";
import { test } from "node:test";
import { mixtureInWords } from "../../../../web_template/src/studio/mixture/words";
import { styleNamed } from "../recipes";

test("a mixture in words", () => {
  const styles = ["Woodcut", "Mosaic", "Ink"].map(styleNamed);
  const words = (...weights: number[]) =>
    mixtureInWords(styles.map((source, index) => ({ source, weight: weights[index] ?? 0 })));
  assert.equal(words(2, 3).replace(/\s/g, " "), "Woodcut 40 %, Mosaic 60 %");
  assert.equal(words(0, 7), "Mosaic");
});
