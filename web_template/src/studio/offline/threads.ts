// "Use all processor cores": browsers allow threads to isolated pages only, which the service worker
// can make of the site's pages.

import { wantsIsolation } from "../../service-worker/isolation";
import { ask } from "./ask";
import type { Keeper } from "./keeper";
import { scope } from "./registration";

/** iOS ends isolated pages for their use of memory: https://github.com/tensorflow/tfjs/issues/8158 */
const IOS =
  /iP(hone|ad|od)/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

export interface ThreadsElements {
  readonly row: HTMLElement;
  readonly box: HTMLInputElement;
  readonly reload: HTMLButtonElement;
}

/** @param onFailed called when what threads need could not be downloaded */
export async function offerThreads(
  { row, box, reload }: ThreadsElements,
  keeper: Keeper,
  onFailed: () => void,
): Promise<void> {
  box.checked = await wantsIsolation(scope);
  // Some hosts isolate their pages themselves: then there is nothing to choose.
  const chosenByHost = crossOriginIsolated && !box.checked;
  row.hidden = IOS || navigator.hardwareConcurrency < 2 || chosenByHost;
  reload.addEventListener("click", () => location.reload());
  box.addEventListener("change", async () => {
    const on = box.checked;
    box.disabled = true;
    const done = await isolate(on, keeper);
    box.disabled = false;
    if (!done) {
      box.checked = !on;
      onFailed();
    }
    reload.hidden = box.checked === crossOriginIsolated;
  });
}

async function isolate(on: boolean, keeper: Keeper): Promise<boolean> {
  try {
    const { active } = await keeper.registration();
    return active !== null && (await ask(active, { kind: "isolate", on })) === "done";
  } catch {
    return false;
  }
}
