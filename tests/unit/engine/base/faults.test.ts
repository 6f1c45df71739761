import assert from "node:assert/strict";
import { test } from "node:test";
import { isBroken, isMemoryFault } from "../../../../web_template/src/engine/base/faults";

test("what browsers say when memory gives out", () => {
  for (const error of [
    new RangeError("Array buffer allocation failed"),
    new RangeError("Invalid typed array length: 4000000000"),
    new Error("Failed to allocate a texture"),
    new WebAssembly.RuntimeError("unreachable"),
  ]) {
    assert.ok(isMemoryFault(error), String(error));
  }
  assert.ok(!isMemoryFault(new TypeError("x is not a function")));
});

test("an instance that stopped in its work is broken", () => {
  assert.ok(isBroken(new WebAssembly.RuntimeError("unreachable")));
  assert.ok(!isBroken(new RangeError("too long")));
});
