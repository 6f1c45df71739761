import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { StylizerError } from "../../../../web_template/src/api/errors";
import { downloadNetwork } from "../../../../web_template/src/engine/networks/download-networks";
import type { NetworkFiles } from "../../../../web_template/src/engine/networks/set";

const FOLDER = new URL("https://studio.example/networks/gift/");
const SHARD = new Uint8Array(16);

/** What is asked for of a network whose files are where it says, and what comes of it. */
async function asked(
  url: string,
  paths: readonly string[],
  context: TestContext,
  shard = SHARD,
): Promise<{ urls: string[]; failed: unknown }> {
  const urls: string[] = [];
  const model = JSON.stringify({
    modelTopology: {},
    weightsManifest: [{ paths, weights: [{ name: "w", shape: [4], dtype: "float32" }] }],
  });
  context.mock.method(globalThis, "fetch", async (wanted: URL) => {
    urls.push(String(wanted));
    return new Response(String(wanted).includes("model.json") ? model : shard);
  });
  const sha256 = { "model.json": digest(model), "w.bin": digest(SHARD) };
  const files: NetworkFiles = { url, bytes: 100, hash: "0", shards: [], sha256 };
  const { signal } = new AbortController();
  const failed = await downloadNetwork(FOLDER, files, { signal }).then(
    () => undefined,
    (error) => error,
  );
  return { urls, failed };
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

for (const path of [
  "https://elsewhere.example/w.bin",
  "//elsewhere.example/w.bin",
  "../../x.bin",
]) {
  test(`a network set has nobody else asked: ${path}`, async (context) => {
    const { urls, failed } = await asked("model.json", [path], context);
    assert.deepEqual(
      urls.map((url) => new URL(url).pathname),
      ["/networks/gift/model.json"],
    );
    assert.ok(failed instanceof StylizerError);
    assert.equal(failed.reason, "folder_damaged");
  });
}

test("nor by the address of its model", async (context) => {
  const { urls } = await asked("https://elsewhere.example/model.json", [], context);
  assert.deepEqual(urls, []);
});

test("a network whose files are as they should be is taken", async (context) => {
  const { urls, failed } = await asked("model.json", ["w.bin"], context);
  assert.equal(urls.length, 2);
  assert.equal(failed, undefined);
});

for (const [what, path, shard] of [
  ["a changed shard", "w.bin", SHARD.with(3, 1)],
  ["a shard cut off", "w.bin", SHARD.slice(0, 9)],
  ["a shard that the set does not know", "x.bin", SHARD],
] as const) {
  test(`${what} is refused with its name`, async (context) => {
    const { failed } = await asked("model.json", [path], context, shard);
    assert.ok(failed instanceof StylizerError);
    assert.equal(failed.reason, "file_damaged");
    assert.ok(failed.message.includes(`gift/${path}`), failed.message);
  });
}
