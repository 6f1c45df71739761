import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "../../../../web_template/src/studio/offline/ask";

const ORDER = { kind: "activate" } as const;

/** A worker that does something with each port that it is given. */
function worker(...answers: ((port: MessagePort) => void)[]): ServiceWorker {
  const postMessage = (_: unknown, [port]: [MessagePort]) => answers.shift()?.(port);
  return { postMessage } as unknown as ServiceWorker;
}

const silent = (): void => undefined;
const done = (port: MessagePort): void => port.postMessage("done");

test("an answer is given back", async () => {
  assert.equal(await ask(worker(done), ORDER), "done");
});

test("a worker that was ended with the order is asked again", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  const answer = ask(worker(silent, done), ORDER);
  context.mock.timers.tick(20_000);
  assert.equal(await answer, "done");
});

test("a worker that never answers did not get its files", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  const answer = ask(worker(), ORDER);
  context.mock.timers.tick(90_000);
  assert.equal(await answer, "no-file");
});

test("a browser that refuses to send is an error, then and later", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  const refuses = () => {
    throw new DOMException("gone", "InvalidStateError");
  };
  await assert.rejects(ask(worker(refuses), ORDER), /gone/);
  const later = ask(worker(silent, refuses), ORDER);
  context.mock.timers.tick(20_000);
  await assert.rejects(later, /gone/);
});
