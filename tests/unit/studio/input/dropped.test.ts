import assert from "node:assert/strict";
import { test } from "node:test";
import { bringsPicture, dropped } from "../../../../web_template/src/studio/input/dropped";

const data = (texts: Readonly<Record<string, string>>, items: readonly Item[] = []) => ({
  items,
  getData: (format: string) => texts[format] ?? "",
});

type Item = Parameters<typeof dropped>[0]["items"] extends Iterable<infer T> ? T : never;

const item = (file: File, isDirectory = false): Item => ({
  getAsFile: () => file,
  webkitGetAsEntry: () => ({ isDirectory }) as FileSystemEntry,
});

test("files come before their addresses", () => {
  const files = [new File(["x"], "sea.jpg")];
  const found = dropped(
    data(
      { "text/uri-list": "https://a.example/sea.jpg" },
      files.map((one) => item(one)),
    ),
  );
  assert.deepEqual(found, { kind: "files", files });
});

test("a folder is no file", () => {
  const [photo, folder] = [new File(["x"], "sea.jpg"), new File([], "holiday")];
  const found = dropped(data({}, [item(folder, true), item(photo)]));
  assert.deepEqual(found, { kind: "files", files: [photo] });
  assert.deepEqual(dropped(data({}, [item(folder, true)])), { kind: "nothing" });
});

test("a picture of another page is fetched from its own address, not from its link's", () => {
  const html = '<a href="/p"><img alt="" src="https://a.example/sea.jpg?a=1&amp;b=2"></a>';
  const texts = { "text/html": html, "text/uri-list": "https://a.example/p" };
  assert.deepEqual(dropped(data(texts)), {
    kind: "address",
    address: "https://a.example/sea.jpg?a=1&b=2",
  });
  const single = data({ "text/html": "<IMG class=x src = 'https://a.example/b.png'>" });
  assert.deepEqual(dropped(single), { kind: "address", address: "https://a.example/b.png" });
});

test("of a list of addresses the first counts, without comments", () => {
  const list = "# a list\r\nhttps://a.example/1.png\r\nhttps://a.example/2.png\r\n";
  const found = dropped(data({ "text/uri-list": list }));
  assert.deepEqual(found, { kind: "address", address: "https://a.example/1.png" });
});

test("marked text is nothing to paint", () => {
  assert.deepEqual(dropped(data({ "text/html": "<b>sea</b>" })), { kind: "nothing" });
  assert.equal(bringsPicture(["text/plain", "text/html"]), false);
  assert.equal(bringsPicture(["text/uri-list", "text/html"]), true);
  assert.equal(bringsPicture(["Files"]), true);
});
