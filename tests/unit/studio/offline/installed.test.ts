import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  InstallationError,
  installed,
} from "../../../../web_template/src/studio/offline/installed";

const NONE = { installing: null, waiting: null, active: null };

type Found = Record<"installing" | "waiting" | "active", EventTarget | null>;

/** Lets time pass, and what waits for it go on, until a promise is settled. */
async function settled<T>(context: TestContext, run: () => Promise<T>): Promise<T> {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let done = false;
  const promise = run().finally(() => {
    done = true;
  });
  promise.catch(() => undefined);
  while (!done) {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    context.mock.timers.tick(100);
  }
  return await promise;
}

/** Looks that find one thing after the other, the last for good. */
function finding(...all: (Found | undefined)[]): () => Promise<Found | undefined> {
  return async () => (all.length > 1 ? all.shift() : all[0]);
}

test("a worker that is in use at once is not waited for", async () => {
  const found = { ...NONE, active: new EventTarget() };
  assert.equal(await installed(finding(found)), found);
});

test("a worker in use is found although no event tells of it", async (context) => {
  const worker = new EventTarget();
  const looks = finding(
    { ...NONE, installing: worker },
    { ...NONE, waiting: worker },
    { ...NONE, active: worker },
  );
  assert.equal((await settled(context, () => installed(looks))).active, worker);
});

test("an event is told at once", async (context) => {
  // Time stands still: only the event can end the waiting.
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const worker = new EventTarget();
  const waiting = installed(finding({ ...NONE, installing: worker }, { ...NONE, active: worker }));
  await new Promise(setImmediate);
  worker.dispatchEvent(new Event("statechange"));
  assert.equal((await waiting).active, worker);
});

test("a registration may be without a worker at first", async (context) => {
  const worker = new EventTarget();
  const looks = finding(NONE, { ...NONE, installing: worker }, { ...NONE, active: worker });
  assert.equal((await settled(context, () => installed(looks))).active, worker);
});

for (const [title, end] of [
  ["whose registration is gone", undefined],
  ["whose registration stays empty", NONE],
  ["that never ends", { ...NONE, installing: new EventTarget() }],
] as const) {
  test(`an installation ${title} has failed`, async (context) => {
    const looks = finding({ ...NONE, installing: new EventTarget() }, end);
    await assert.rejects(
      settled(context, () => installed(looks)),
      InstallationError,
    );
  });
}
