import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProgressEvent } from "../../../web_template/src/api/types";
import { DownloadMeter, downloadJson, parsedJson } from "../../../web_template/src/shared/download";

const FILE = new URL("https://a.example/site/networks/mobile/set.json");
const { signal } = new AbortController();

test("the bytes of all files of a call are added up as they arrive", async (context) => {
  context.mock.method(globalThis, "fetch", async () => new Response('{"a": 1}'));
  const events: ProgressEvent[] = [];
  const meter = new DownloadMeter((event) => events.push(event));
  meter.expect(10);
  assert.deepEqual(await downloadJson(FILE, { signal, meter }), { a: 1 });
  await downloadJson(FILE, { signal, meter });
  // The second file was not expected.
  const sums = events.map((event) => `${event.loaded} of ${event.total}`);
  assert.deepEqual(sums, ["0 of 10", "8 of 10", "16 of 16"]);
});

test("files that are missing, out of reach or damaged are named", async (context) => {
  const { mock } = context.mock.method(globalThis, "fetch", async () => {
    return new Response("", { status: 404 });
  });
  const file = "networks/mobile/set.json";
  await assert.rejects(downloadJson(FILE, { signal }), {
    reason: "file_missing",
    values: { file, status: "404" },
  });
  mock.mockImplementation(async () => {
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(downloadJson(FILE, { signal }), { reason: "file_unreachable" });
  const cancelled = { signal: AbortSignal.abort() };
  await assert.rejects(downloadJson(FILE, cancelled), { name: "AbortError" });
  const damaged = new TextEncoder().encode("<html>");
  assert.throws(() => parsedJson(FILE, damaged), { reason: "file_damaged", values: { file } });
  const folder = new URL("./", FILE);
  assert.throws(() => parsedJson(folder, damaged), { reason: "folder_damaged" });
});
