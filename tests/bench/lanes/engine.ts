// The engine's lane: a worker does the work, as on a site.

import type { Lane } from "./lane";

type Method = keyof Lane;

const worker = new Worker("/lanes/engine-worker.js", { type: "module" });
const waiting: PromiseWithResolvers<unknown>[] = [];

// Calls are answered in their order.
worker.onmessage = ({ data }) => {
  const { resolve, reject } = waiting.shift() as PromiseWithResolvers<unknown>;
  if ("error" in data) reject(new Error(data.error));
  else resolve(data.value);
};

function forwarded(method: Method) {
  return (given: unknown) => {
    const answer = Promise.withResolvers<unknown>();
    waiting.push(answer);
    worker.postMessage({ method, given });
    return answer.promise;
  };
}

const methods: readonly Method[] = ["prepare", "run", "painting", "profile"];
const lane = Object.fromEntries(methods.map((method) => [method, forwarded(method)]));
Object.assign(globalThis, { lane });
