import assert from "node:assert/strict";
import { test } from "node:test";
import { mixed } from "../../../../web_template/src/engine/painting/style-vectors";
import { assertNear } from "../../near";

const style = Float32Array.of(6, 8, 0, 0);
const content = Float32Array.of(6, 8, 4, 0);

const at = async (strength: number, from = content) =>
  await mixed({ style, strength }, async () => from);

test("up to the style a strength is a share of the way to it", async () => {
  assert.deepEqual([...(await at(0))], [...content]);
  assertNear(await at(0.25), [6, 8, 3, 0], 1e-6);
  assert.equal(await at(1), style);
});

test("beyond it one stays near the style, however far it is from the photo", async () => {
  const reach = 0.14 * 10;
  for (const far of [0.1, 4, 100]) {
    const from = Float32Array.of(6, 8, far, 0);
    let before = 0;
    for (const strength of [1.1, 1.25, 1.5]) {
      const [first, second, third = 0] = await at(strength, from);
      assert.deepEqual([first, second], [6, 8]);
      assert.ok(-third > before && -third < reach);
      before = -third;
    }
  }
  // A small step is what it would be without a limit.
  assertNear(await at(1.5, Float32Array.of(6, 8, 0.1, 0)), [6, 8, -0.05, 0], 1e-4);
});

test("a style of zeros has nothing to exaggerate", async () => {
  const nothing = new Float32Array(4);
  assert.deepEqual(
    [...(await mixed({ style: nothing, strength: 1.5 }, async () => content))],
    [0, 0, 0, 0],
  );
});
