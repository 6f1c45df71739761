import assert from "node:assert/strict";
import { test } from "node:test";
import { bringsPicture, dropped } from "../../../../web_template/src/studio/input/dropped";

const data = (texts: Readonly<Record<string, string>>, files: readonly File[] = []) => ({
  files,
  getData: (format: string) => texts[format] ?? "",
});

test("files come before their addresses", () => {
  const files = [new File(["x"], "sea.jpg")];
  const found = dropped(data({ "text/uri-list": "https://a.example/sea.jpg" }, files));
  assert.deepEqual(found, { kind: "files", files });
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
