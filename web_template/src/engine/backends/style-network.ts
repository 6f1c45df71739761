// The style network beside backends on which it does not run itself.

import type { Call } from "../base/call";
import { lazyImport } from "../base/lazy";
import type { StyleNetwork, StyleNetworkSource } from "../networks/style-network";

/** Loads a style network on WebAssembly; undefined where that does not run, or cannot run it. */
export async function styleNetwork(
  source: StyleNetworkSource,
  call: Call,
): Promise<StyleNetwork | undefined> {
  try {
    return await (await lazyImport(() => import("./wasm/start"))).loadStyleNetwork(source, call);
  } catch {
    call.signal.throwIfAborted();
    return undefined;
  }
}
