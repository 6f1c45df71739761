// Makes the studio work without a connection after the first painting, and shows that it does.

import { site } from "../model/site";
import type { Store } from "../model/store";
import { megabytes } from "../page/format";
import { showNotice } from "../page/notice";
import { showError } from "../page/status";
import { text } from "../page/texts";
import type { ResultFacts } from "../painting/result";
import { ask } from "./ask";
import { choice, choose, savesData } from "./choice";
import { type Downloads, Keeper, type KeepState, keptBytes, removeKept } from "./keeper";
import { registered, supported, watchForUpdate } from "./registration";
import { offerThreads, type ThreadsElements } from "./threads";

interface OfflineOptions {
  /** The last finished painting: nothing is kept before there is one. */
  readonly result: Store<ResultFacts | undefined>;
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
export async function startOffline(options: OfflineOptions): Promise<void> {
  if (!site.offline) {
    if (await supported()) await removeKept();
    return;
  }
  const section = byId("section", HTMLElement);
  section.hidden = false;
  if (await supported()) await new OfflineSection(section, options).start();
  else byId("state", HTMLElement).textContent = text("offline.unsupported");
}

/** The page's section about use without a connection, and what happens behind it. */
class OfflineSection {
  readonly #section: HTMLElement;
  readonly #state = byId("state", HTMLElement);
  readonly #keep = byId("keep", HTMLButtonElement);
  readonly #forget = byId("forget", HTMLButtonElement);
  readonly #threads: ThreadsElements = {
    row: byId("threads-row", HTMLElement),
    box: byId("threads", HTMLInputElement),
    reload: byId("threads-reload", HTMLButtonElement),
  };
  readonly #options: OfflineOptions;
  readonly #keeper: Keeper;
  /** Whether an earlier visit kept the page already. */
  #known = false;
  /** Whether the page is going to be kept once the machine is idle. */
  #planned = false;

  constructor(section: HTMLElement, options: OfflineOptions) {
    this.#section = section;
    this.#options = options;
    this.#keeper = new Keeper(options.downloads, (registration) =>
      watchForUpdate(registration, (waiting) => this.#offerUpdate(waiting)),
    );
  }

  async start(): Promise<void> {
    this.#watchForTakeover();
    this.#listen();
    this.#known = (await registered()) !== undefined;
    this.#keeper.state.set(this.#known || isWelcome() ? "waiting" : "off");
    void this.#showState();
    if (!this.#known && choice() === "off") await this.#keeper.forget();
    this.#options.result.subscribe(() => this.#keepSoon());
    if (this.#known) this.#keepSoon();
    const onFailed = () => showError(text("offline.threads_failed"));
    await offerThreads(this.#threads, this.#keeper, onFailed);
  }

  #listen(): void {
    this.#keeper.state.subscribe((state, before) => this.#onState(state, before));
    this.#keep.addEventListener("click", () => {
      choose("on");
      void this.#keeper.keep();
    });
    this.#forget.addEventListener("click", async () => {
      choose("off");
      await this.#keeper.forget();
      this.#threads.box.checked = false;
      this.#keep.focus();
    });
  }

  #keepSoon(): void {
    if (this.#planned || this.#keeper.state.value === "off") return;
    this.#planned = true;
    whenIdle(() => {
      this.#planned = false;
      void this.#keeper.keep();
    });
  }

  #onState(state: KeepState, before: KeepState): void {
    void this.#showState();
    if (state === "ready" && before === "keeping" && !this.#known) {
      this.#say(text("offline.notice_ready"));
    }
  }

  async #showState(): Promise<void> {
    const state = this.#keeper.state.value;
    const size = state === "ready" ? megabytes(await keptBytes()) : "";
    if (state !== this.#keeper.state.value) return;
    this.#section.dataset.state = state;
    const key = state === "off" && choice() === undefined ? "saving" : state.replace("-", "_");
    this.#state.textContent = text(`offline.${key}`, { size });
    this.#keep.hidden = state === "ready" || state === "keeping";
    this.#forget.hidden = state !== "ready";
  }

  #say(words: string): void {
    showNotice({ text: words, close: text("offline.close") });
    this.#options.announce(words);
  }

  #offerUpdate(waiting: ServiceWorker): void {
    this.#offerReload(() => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      void ask(waiting, { kind: "activate" });
    });
  }

  /** Another window may have started a newer version, which lacks parts of this page. */
  #watchForTakeover(): void {
    if (!navigator.serviceWorker.controller) return;
    navigator.serviceWorker.addEventListener("controllerchange", () =>
      this.#offerReload(() => location.reload()),
    );
  }

  #offerReload(run: () => void): void {
    const words = text("offline.update");
    const action = { label: text("offline.reload"), run };
    showNotice({ text: words, action, close: text("offline.later") });
    this.#options.announce(words);
  }
}

/** Whether a first visit may keep the page: the visitor chose it, or did not ask for few downloads. */
function isWelcome(): boolean {
  return choice() === "on" || (choice() !== "off" && !savesData());
}

/** Runs `work` when neither the visitor nor the painter needs the machine. */
function whenIdle(work: () => void): void {
  const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run));
  setTimeout(() => idle(work, { timeout: PATIENCE }), PAUSE);
}
