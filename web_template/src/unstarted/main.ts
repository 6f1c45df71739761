// Says why the page's scripts did not start. It is bundled as no module, so that it runs where modules
// do not.

import { faultOf, type Reason } from "./fault";

/** Milliseconds after everything has arrived that the page has for its start. */
const PATIENCE = 4000;

/** A script, as the page asks for it. */
interface Script {
  readonly url: string;
  readonly integrity: string;
}

interface Found {
  readonly reason: Reason;
  readonly file?: string;
}

function watch(): void {
  let sawSyntax = false;
  window.addEventListener("error", ({ error }) => {
    if (error instanceof SyntaxError) sawSyntax = true;
  });
  window.addEventListener("load", () => {
    setTimeout(() => void say(() => sawSyntax), PATIENCE);
  });
}

/** Shows the sentence, unless the page's scripts have taken the notice away. */
async function say(sawSyntax: () => boolean): Promise<void> {
  const notice = document.getElementById("unstarted");
  if (!notice) return;
  const found = await reasonNow(sawSyntax());
  // On a slow machine they may start while the reason is looked for.
  if (!notice.isConnected) return;
  notice.classList.add("now");
  const chosen = found && notice.querySelector<HTMLElement>(`[data-reason=${found.reason}]`);
  if (!chosen) return;
  for (const sentence of Array.from(notice.children)) sentence.setAttribute("hidden", "");
  chosen.removeAttribute("hidden");
  const name = chosen.querySelector("[data-file]");
  if (name) name.textContent = found.file ?? "";
}

async function reasonNow(sawSyntax: boolean): Promise<Found | undefined> {
  if (location.protocol === "file:") return { reason: "disk" };
  if (!("noModule" in HTMLScriptElement.prototype)) return { reason: "old" };
  if (self.origin === "null") return { reason: "frame" };
  for (const script of scripts()) {
    const reason = await faultAt(script);
    if (reason) return { reason, file: new URL(script.url).pathname.split("/").pop() ?? "" };
  }
  return sawSyntax ? { reason: "old" } : undefined;
}

function scripts(): Script[] {
  const modules = document.querySelectorAll<HTMLScriptElement>("script[type=module][src]");
  const preloads = document.querySelectorAll<HTMLLinkElement>("link[rel=modulepreload]");
  return [
    ...Array.from(modules, ({ src, integrity }) => ({ url: src, integrity })),
    ...Array.from(preloads, ({ href, integrity }) => ({ url: href, integrity })),
  ];
}

async function faultAt({ url, integrity }: Script): Promise<Reason | undefined> {
  const answer = await fetch(url).catch(() => undefined);
  const type = answer?.headers.get("content-type") ?? "";
  const fault = faultOf(answer && { status: answer.status, type });
  if (fault || !integrity) return fault;
  return await fetch(url, { integrity }).then(
    () => undefined,
    () => "damaged",
  );
}

watch();
