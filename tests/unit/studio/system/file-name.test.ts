import assert from "node:assert/strict";
import { test } from "node:test";
import { inFileName } from "../../../../web_template/src/studio/system/file-name";

test("words become parts of names that file systems take", () => {
  assert.equal(inFileName('a/b\\c: "d"?\n50%'), "a-b-c- -d-50%");
  assert.equal(inFileName("Ёлка 🎄 日本"), "Ёлка 🎄 日本");
  assert.equal(inFileName("photo\u202egnp.exe\u200f"), "photo-gnp.exe-");
});

test("long words are cut between characters", () => {
  assert.equal(inFileName("x".repeat(300)), "x".repeat(160));
  assert.equal(inFileName("日".repeat(100)), "日".repeat(53));
  assert.equal(inFileName(`x${"🎄".repeat(100)}`), `x${"🎄".repeat(39)}`);
});
