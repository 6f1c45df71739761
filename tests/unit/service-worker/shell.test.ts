import assert from "node:assert/strict";
import { test } from "node:test";
import { storeShell } from "../../../web_template/src/service-worker/shell";

const URLS = Array.from({ length: 20 }, (_, index) => `https://a.example/${index}.js`);
const FILES = new Map(URLS.map((url) => [url, url]));

test("several files are stored at a time, each once", async () => {
  const stored: string[] = [];
  let now = 0;
  let most = 0;
  await storeShell(FILES, async ({ url }) => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
    stored.push(url);
  });
  assert.deepEqual(stored.sort(), [...URLS].sort());
  assert.ok(most > 1);
});

test("all others are stored before a missing file is told of", async () => {
  const stored: string[] = [];
  const store = async ({ url }: Request) => {
    if (url === URLS[0]) throw new TypeError("not there");
    stored.push(url);
  };
  await assert.rejects(storeShell(FILES, store), /not there/);
  assert.equal(stored.length, URLS.length - 1);
});
