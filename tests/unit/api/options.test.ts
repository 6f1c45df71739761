import assert from "node:assert/strict";
import { test } from "node:test";
import { StylizerError } from "../../../web_template/src/api/errors";
import { CALL, checkOptions, LOAD, PAINT } from "../../../web_template/src/api/options";

const refuses = (options: unknown, reason: string, words = /./) =>
  assert.throws(
    () => checkOptions(options as object, PAINT),
    (error) =>
      error instanceof StylizerError && error.reason === reason && words.test(error.message),
  );

test("options of their names are taken", () => {
  checkOptions({}, CALL);
  checkOptions({ signal: new AbortController().signal, onProgress: () => {} }, CALL);
  checkOptions({ signal: undefined, onProgress: undefined, set: undefined }, LOAD);
  checkOptions({ strength: 1, memory: 5 }, PAINT);
});

test("misspelt options are refused, with those that there are", () => {
  refuses({ strenght: 0.5 }, "option_unknown", /“strenght”.*strength, size/);
  refuses({ backend: "wasm" }, "option_unknown");
});

test("what are no options", () => {
  for (const options of [null, 0.5, "fine", [], () => {}]) refuses(options, "options_argument");
});

test("listeners that are none", () => {
  refuses({ onProgress: 5 }, "listener_argument");
  refuses({ onPass: null }, "listener_argument");
  refuses({ signal: {} }, "signal_argument");
});
