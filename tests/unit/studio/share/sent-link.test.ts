import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeLink } from "../../../../web_template/src/studio/share/link";
import { decodeSentLink } from "../../../../web_template/src/studio/share/sent-link";
import { SharedStyleError } from "../../../../web_template/src/studio/share/shared-style";
import { sharedStyle } from "./shared-styles";

test("marks of emphasis are no part of a link", () => {
  for (const count of [1, 2, 3, 4, 5]) {
    const link = encodeLink(sharedStyle(count));
    assert.deepEqual(decodeSentLink(`${link}_`), decodeSentLink(link));
    assert.deepEqual(decodeSentLink(`${link}__`), decodeSentLink(link));
  }
});

test("a damaged link stays damaged", () => {
  const link = encodeLink(sharedStyle(1));
  for (const text of ["", "_", link.slice(0, -3), `${link.slice(0, -3)}_`]) {
    assert.throws(() => decodeSentLink(text), SharedStyleError);
  }
});
