// Makes the studio work without a connection after the first painting, and tells of it.

import { site } from "../model/site";
import type { Store } from "../model/store";
import { megabytes } from "../page/format";
import { text } from "../page/texts";
import type { Result } from "../painting/result";
import { choice, choose, savesData } from "./choice";
import { type Downloads, Keeper, type KeepState, keptBytes, removeKept } from "./keeper";
import { showNotice } from "./notice";
import { ask, registered, supported, watchForUpdate } from "./registration";
import { offerThreads } from "./threads";

interface OfflineOptions {
  /** The last finished painting: nothing is kept before there is one. */
  readonly result: Store<Result | undefined>;
  readonly downloads: Downloads;
  readonly announce: (text: string) => void;
}

/** Milliseconds of waiting after a painting, in which the visitor comes first. */
const PAUSE = 2_000;

/** Milliseconds after which work is done even where the browser is never idle. */
const PATIENCE = 10_000;

function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(`offline-${id}`);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #offline-${id}.`);
  return element;
}

/** Begins to keep what the studio uses, where the site allows that. */
export async function startOffline({ result, downloads, announce }: OfflineOptions): Promise<void> {
  if (!site.offline) {
    if (supported) await removeKept();
    return;
  }
  const section = byId("section", HTMLElement);
  const notice = byId("notice", HTMLElement);
  section.hidden = false;
  if (!supported) {
    byId("state", HTMLElement).textContent = text("offline.unsupported");
    return;
  }

  const keeper = new Keeper(downloads, (registration) => watchForUpdate(registration, offerUpdate));
  watchForTakeover();
  listen();
  keeper.state.subscribe(onState);
  const known = await registered();
  const wanted = known !== undefined || choice() === "on" || (choice() !== "off" && !savesData());
  keeper.state.set(wanted ? "waiting" : "off");
  void showState();
  if (!known && choice() === "off") await keeper.forget();
  let planned = false;
  result.subscribe(keepSoon);
  if (known) keepSoon();
  const threads = {
    row: byId("threads-row", HTMLElement),
    box: byId("threads", HTMLInputElement),
    reload: byId("threads-reload", HTMLButtonElement),
  };
  await offerThreads(threads, keeper, () => say(text("offline.threads_failed")));

  function keepSoon(): void {
    if (planned || keeper.state.value === "off") return;
    planned = true;
    whenIdle(() => {
      planned = false;
      void keeper.keep();
    });
  }

  function listen(): void {
    byId("keep", HTMLButtonElement).addEventListener("click", () => {
      choose("on");
      void keeper.keep();
    });
    byId("forget", HTMLButtonElement).addEventListener("click", async () => {
      choose("off");
      await keeper.forget();
      threads.box.checked = false;
      byId("keep", HTMLButtonElement).focus();
    });
  }

  function onState(state: KeepState, before: KeepState): void {
    void showState();
    if (state === "ready" && before === "keeping" && !known) say(text("offline.notice_ready"));
  }

  async function showState(): Promise<void> {
    const state = keeper.state.value;
    const size = state === "ready" ? megabytes(await keptBytes()) : "";
    if (state !== keeper.state.value) return;
    section.dataset.state = state;
    const key = state === "off" && choice() === undefined ? "saving" : state;
    byId("state", HTMLElement).textContent = text(`offline.${key}`, { size });
    byId("keep", HTMLElement).hidden = state === "ready" || state === "keeping";
    byId("forget", HTMLElement).hidden = state !== "ready";
  }

  function say(words: string): void {
    showNotice(notice, { text: words, close: text("offline.close") });
    announce(words);
  }

  function offerUpdate(waiting: ServiceWorker): void {
    offerReload(() => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      void ask(waiting, { kind: "activate" });
    });
  }

  /** Another window may have started a newer version, of which this page has parts no more. */
  function watchForTakeover(): void {
    if (!navigator.serviceWorker.controller) return;
    navigator.serviceWorker.addEventListener("controllerchange", () =>
      offerReload(() => location.reload()),
    );
  }

  function offerReload(run: () => void): void {
    const words = text("offline.update");
    const action = { label: text("offline.reload"), run };
    showNotice(notice, { text: words, action, close: text("offline.later") });
    announce(words);
  }
}

/** Runs `work` when neither the visitor nor the painter needs the machine. */
function whenIdle(work: () => void): void {
  const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run));
  setTimeout(() => idle(work, { timeout: PATIENCE }), PAUSE);
}
