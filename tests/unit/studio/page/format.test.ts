import "./document";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  duration,
  megabytes,
  number,
  percent,
  plainMegabytes,
  seconds,
} from "../../../../web_template/src/studio/page/format";

/** Spaces that do not break are spaces here. */
const plain = (text: string) => text.replace(/\s/g, " ");

test("numbers are written as the page's language has them", () => {
  assert.equal(number(1234.56), "1.234,6");
  assert.equal(plain(percent(0.4)), "40 %");
  assert.equal(plain(megabytes(2_340_000)), "2,3 MB");
  assert.equal(plain(megabytes(10)), "0,1 MB");
  assert.equal(plainMegabytes(3e6), "3,0");
});

test("times are no more exact than they are known", () => {
  assert.equal(seconds(0.02), "0,1");
  assert.equal(seconds(9.44), "9,4");
  assert.equal(seconds(11.6), "12");
  assert.equal(plain(duration(99)), "99 Sek.");
  assert.equal(plain(duration(100)), "1,5 Min.");
});
