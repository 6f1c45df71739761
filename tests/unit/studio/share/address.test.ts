import assert from "node:assert/strict";
import { test } from "node:test";
import { isStyleFile, linkText } from "../../../../web_template/src/studio/share/address";

test("a style link is found in any words around it", () => {
  assert.equal(linkText("Look: https://a.example/b/#style=Ab_-9 (my style)"), "Ab_-9");
  assert.equal(linkText("https://a.example/#style="), "");
  assert.equal(linkText("https://a.example/#styles=Ab"), undefined);
});

test("files of styles are told by their names", () => {
  assert.ok(isStyleFile(new File([], "Home.STYLE")));
  assert.ok(!isStyleFile(new File([], "style.png")));
});

test("messengers encode the signs of a link again", () => {
  assert.equal(linkText("https://a.example/b/%23style=Ab_-9"), "Ab_-9");
  assert.equal(linkText("https://a.example/b/#style%3DAb_-9 now"), "Ab_-9");
  assert.equal(linkText("https://a.example/b/%23style%3dAb_-9"), "Ab_-9");
});
