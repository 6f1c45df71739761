import "./document";
import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, StylizerError } from "../../../../web_template/src/api/errors";
import { errorText } from "../../../../web_template/src/studio/page/error-text";
import { StudioError } from "../../../../web_template/src/studio/page/studio-error";
import { text } from "../../../../web_template/src/studio/page/texts";

test("texts have their plural forms and what is filled in", () => {
  assert.equal(text("batch.left", { count: 1, name: "12" }), "Noch 1 Foto von 12");
  assert.equal(text("batch.left", { count: 1200, name: "x" }), "Noch 1.200 Fotos von x");
  assert.throws(() => text("batch.none"), /no text "batch\.none"/);
});

test("errors are in the page's language", () => {
  const missing = failure("file_missing", { file: "a.bin", status: "404" });
  assert.equal(errorText(missing), "Die Datei a.bin fehlt (HTTP 404).");
  assert.equal(errorText(new StudioError("Kein Bild.")), "Kein Bild.");
  assert.equal(errorText(new StylizerError("crashed", "As it came.")), "As it came.");
});

test("a script that does not come is no mystery", (context) => {
  context.mock.method(console, "error", () => {});
  for (const words of [
    "Failed to fetch dynamically imported module: https://a.example/assets/grid-A.js",
    "error loading dynamically imported module: https://a.example/assets/grid-A.js",
    "Importing a module script failed.",
  ]) {
    assert.equal(errorText(new TypeError(words)), "Ein Teil fehlt.");
  }
});

test("width stands before height where one reads from right to left", (context) => {
  const values = { width: "256", height: "170" };
  assert.equal(text("studio.canvas_limit", values), "Zu groß: 256 × 170.");
  Object.assign(document.documentElement, { dir: "rtl" });
  context.after(() => Object.assign(document.documentElement, { dir: "ltr" }));
  assert.equal(text("studio.canvas_limit", values), "Zu groß: \u2066256 × 170\u2069.");
});

test("whatever nobody expected is one sentence, and on the console", (context) => {
  const error = new TypeError("x is undefined");
  const said = context.mock.method(console, "error", () => {});
  assert.equal(errorText(error), "Etwas ging schief.");
  assert.deepEqual(said.mock.calls[0]?.arguments, [error]);
});
