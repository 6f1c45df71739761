import assert from "node:assert/strict";
import { test } from "node:test";
import {
  failure,
  StylizerError,
  type StylizerErrorReason,
} from "../../../web_template/src/api/errors";
import { REASONS } from "../../../web_template/src/api/reasons";

test("every reason is a sentence that says what is filled in", () => {
  for (const [reason, [code, sentence]] of Object.entries(REASONS)) {
    const names = Array.from(sentence.matchAll(/\{(\w+)\}/g), ([, name]) => name as string);
    const values = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    const error = failure(reason as StylizerErrorReason, values);
    assert.ok(error instanceof StylizerError);
    assert.equal(error.code, code);
    assert.equal(error.reason, reason);
    assert.match(error.message, /^[A-Z<][^{}]*\.$/);
    for (const name of names) assert.ok(error.message.includes(`<${name}>`));
  }
});

test("an error keeps its values and its cause", () => {
  const cause = new TypeError("offline");
  const error = failure("file_missing", { file: "a.bin", status: 404 }, { cause });
  assert.equal(error.name, "StylizerError");
  assert.equal(error.cause, cause);
  assert.deepEqual(error.values, { file: "a.bin", status: 404 });
  assert.match(error.message, /^The file a\.bin is missing from this site \(HTTP 404\)/);
});
