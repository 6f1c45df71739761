import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf } from "../../../../web_template/src/studio/page/key-name";

const none = () => {};
const known = { p: none, "1": none, "+": none, "-": none, "?": none, z: none, "shift+z": none };

test("a key does what its character says", () => {
  assert.equal(keyOf({ key: "p", code: "KeyP" }, known), "p");
  assert.equal(keyOf({ key: "P", code: "KeyP" }, known), "p");
  assert.equal(keyOf({ key: "?", code: "Minus" }, known), "?");
  // A German keyboard has Y in the place of Z.
  assert.equal(keyOf({ key: "z", code: "KeyY" }, known), "z");
  assert.equal(keyOf({ key: "y", code: "KeyZ" }, known), "y");
});

test("alphabets without the letter have its place", () => {
  assert.equal(keyOf({ key: "з", code: "KeyP" }, known), "p");
  assert.equal(keyOf({ key: "פ", code: "KeyP" }, known), "p");
  assert.equal(keyOf({ key: "Я", code: "KeyZ", shiftKey: true }, known, "shift+"), "shift+z");
});

test("French keyboards write digits with Shift", () => {
  assert.equal(keyOf({ key: "&", code: "Digit1" }, known), "1");
  assert.equal(keyOf({ key: "1", code: "Digit1", shiftKey: true }, known), "1");
  assert.equal(keyOf({ key: "-", code: "Digit6" }, known), "-");
});

test("events without a key do nothing", () => {
  assert.equal(known[keyOf({}, known) as keyof typeof known], undefined);
});
