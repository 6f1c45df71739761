// A chunk of its own, loaded only where the WASM backend is used: the project's own runtime, and
// TensorFlow.js for what that does not know.

import type { Call } from "../../base/call";
import { lazyImport } from "../../base/lazy";
import type { StyleNetwork, StyleNetworkSource } from "../../networks/style-network";
import type { TransformerSource } from "../../networks/transformer";
import { downloadRuntime, startRuntime } from "../../runtimes/wasm/binary";
import { WasmStyleNetwork } from "../../runtimes/wasm/style-network";
import { WasmTransformer } from "../../runtimes/wasm/transformer";
import type { RunningBackend } from "../backend";

/** Downloads what this browser needs to paint, once. */
export async function download(call: Call): Promise<void> {
  await downloadRuntime(call);
}

/** Makes WASM the current backend; undefined where it cannot run. */
export async function start(call: Call): Promise<RunningBackend | undefined> {
  let other: typeof import("../../runtimes/tensorflow/wasm") | undefined;
  const tensorflow = async (call: Call) => {
    other = await lazyImport(() => import("../../runtimes/tensorflow/wasm"));
    return await other.startTensorflow(call);
  };
  const runtime = await startRuntime(call);
  if (!runtime && !(await tensorflow(call))) return undefined;
  const transformer = (source: TransformerSource) =>
    runtime && WasmTransformer.load(runtime, source);
  const free = () => {
    runtime?.free();
    other?.stopTensorflow();
  };
  return {
    lost: new Promise(() => {}),
    transformer,
    styleNetwork: loadStyleNetwork,
    tensorflow,
    free,
  };
}

/**
 * Loads a style network on a runtime of its own: it may look at a picture while a transformer paints,
 * and there is nothing to free, as there is one thread.
 */
export async function loadStyleNetwork(
  source: StyleNetworkSource,
  call: Call,
): Promise<StyleNetwork | undefined> {
  const runtime = source.files.program && (await startRuntime(call, 1));
  return runtime && WasmStyleNetwork.load(runtime, source);
}
