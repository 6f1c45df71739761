import "../page/document";
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fetchPicture, fileName } from "../../../../web_template/src/studio/input/fetch-picture";

Object.assign(globalThis, { location: { origin: "https://studio.example" } });

type Answer = (options: RequestInit) => Promise<Response>;

function answering(context: TestContext, answer: Answer): void {
  context.mock.method(globalThis, "fetch", (_: URL, options: RequestInit) => answer(options));
}

const says = (address: string, words: RegExp) =>
  assert.rejects(fetchPicture(address), ({ message }: Error) => words.test(message));

test("names of files, whatever their percent signs mean", () => {
  assert.equal(fileName(new URL("https://a.example/b/50%.png")), "50%.png");
  assert.equal(fileName(new URL("https://a.example/b/%E2%82%AC.png")), "€.png");
  assert.equal(fileName(new URL("https://a.example/%FF.png")), "%FF.png");
  assert.equal(fileName(new URL("https://a.example/b/")), "a.example");
});

test("only safe addresses are fetched", async () => {
  await says("buy milk", /^keine Adresse/);
  await says("http://a.example/b.png", /^keine Adresse/);
  await says("data:image/png;base64,AA", /^keine Adresse/);
});

test("no answer is not a refusal to be read", async (context) => {
  answering(context, () => Promise.reject(new TypeError("Failed to fetch")));
  await says("https://a.example/b.png", /^keine Antwort/);
});

test("a site that does not let pages read its pictures", async (context) => {
  answering(context, ({ mode }) =>
    mode === "no-cors" ? Promise.resolve(new Response()) : Promise.reject(new TypeError("CORS")),
  );
  await says("https://a.example/b.png", /^verboten/);
});

test("no picture there, and a download that breaks off", async (context) => {
  answering(context, async () => new Response("", { status: 404 }));
  await says("https://a.example/b.png", /^404/);
  const broken = new ReadableStream({ pull: (stream) => stream.error(new TypeError("network")) });
  context.mock.restoreAll();
  answering(context, async () => new Response(broken));
  await says("https://a.example/b.png", /^abgebrochen/);
});
