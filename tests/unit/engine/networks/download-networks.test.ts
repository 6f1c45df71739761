import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { StylizerError } from "../../../../web_template/src/api/errors";
import { downloadNetwork } from "../../../../web_template/src/engine/networks/download-networks";
import type { NetworkFiles } from "../../../../web_template/src/engine/networks/set";

const FOLDER = new URL("https://studio.example/networks/gift/");

/** What is asked for of a network whose files are where it says. */
async function asked(url: string, paths: readonly string[], context: TestContext) {
  const urls: string[] = [];
  const model = {
    modelTopology: {},
    weightsManifest: [{ paths, weights: [{ name: "w", shape: [4], dtype: "float32" }] }],
  };
  context.mock.method(globalThis, "fetch", async (wanted: URL) => {
    urls.push(String(wanted));
    return String(wanted).includes("model.json")
      ? Response.json(model)
      : new Response(new Uint8Array(16));
  });
  const files: NetworkFiles = { url, bytes: 100, hash: "0", shards: [] };
  const { signal } = new AbortController();
  const failed = await downloadNetwork(FOLDER, files, { signal }).catch((error) => error);
  assert.ok(failed instanceof StylizerError, "a sentence");
  return { urls, reason: failed.reason };
}

for (const path of [
  "https://elsewhere.example/w.bin",
  "//elsewhere.example/w.bin",
  "../../x.bin",
]) {
  test(`a network set has nobody else asked: ${path}`, async (context) => {
    const { urls, reason } = await asked("model.json", [path], context);
    assert.deepEqual(
      urls.map((url) => new URL(url).pathname),
      ["/networks/gift/model.json"],
    );
    assert.equal(reason, "folder_damaged");
  });
}

test("nor by the address of its model", async (context) => {
  const { urls } = await asked("https://elsewhere.example/model.json", [], context);
  assert.deepEqual(urls, []);
});

test("a changed shard is refused", async (context) => {
  const { urls, reason } = await asked("model.json", ["w.bin"], context);
  assert.equal(urls.length, 2);
  assert.match(String(reason), /damaged/);
});
