import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { fileOf, isFile } from "../../../web_template/src/service-worker/contents";

const SCRIPT = "export const answer = 42;";
const DIGEST = createHash("sha256").update(SCRIPT).digest("hex").slice(0, 16);
const PAGE = "<!doctype html><script src=assets/studio-A.js></script></html>";
const PARTS = ["assets/studio-A.js", "</html>"];
const LOGIN = "<!doctype html><form>Log in</form></html>";

const request = () => new Request("https://a.example/b.js");

function answering(context: TestContext, text: string): void {
  context.mock.method(globalThis, "fetch", async () => new Response(text));
}

test("a file is what its digest says, whole", async () => {
  assert.ok(await isFile(new Response(SCRIPT), DIGEST));
  assert.ok(!(await isFile(new Response(LOGIN), DIGEST)));
  assert.ok(!(await isFile(new Response(SCRIPT.slice(0, 12)), DIGEST)));
  assert.ok(!(await isFile(new Response(SCRIPT, { status: 404 }), DIGEST)));
});

test("a page may have lines of its host, but not lack its end", async () => {
  assert.ok(
    await isFile(new Response(`${PAGE.replace("</html>", "<!-- host -->")}</html>`), PARTS),
  );
  assert.ok(!(await isFile(new Response(PAGE.slice(0, 40)), PARTS)));
  assert.ok(!(await isFile(new Response(LOGIN), PARTS)));
});

test("what a cache has in a file's place is asked for again", async (context) => {
  answering(context, SCRIPT);
  const found = await fileOf(request(), new Response(LOGIN), DIGEST);
  assert.equal(await found?.text(), SCRIPT);
});

test("what the host has in a file's place is not kept", async (context) => {
  answering(context, LOGIN);
  assert.equal(await fileOf(request(), new Response(LOGIN), DIGEST), undefined);
});

test("a response that is looked at can still be stored", async () => {
  const found = await fileOf(request(), new Response(SCRIPT), DIGEST);
  assert.equal(await found?.text(), SCRIPT);
});
