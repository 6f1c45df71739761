// A chunk of its own, loaded only where the WASM backend is used: the project's own runtime, and
// TensorFlow.js for what that does not know.

import type { RunningBackend } from "./backend";
import type { Call } from "./call";
import { chunk } from "./chunk";
import { downloadSimd, startSimd } from "./simd-binary";
import { SimdTransformer } from "./simd-transformer";
import type { TransformerSource } from "./transformer";

/** Downloads what this browser needs to paint, once. */
export async function download(call: Call): Promise<void> {
  await downloadSimd(call);
}

/** Makes WASM the current backend; undefined where it cannot run. */
export async function start(call: Call): Promise<RunningBackend | undefined> {
  let other: typeof import("./tensorflow-wasm") | undefined;
  const tensorflow = async (call: Call) => {
    other = await chunk(() => import("./tensorflow-wasm"));
    return await other.startTensorflow(call);
  };
  const runtime = await startSimd(call);
  if (!runtime && !(await tensorflow(call))) return undefined;
  const transformer = (source: TransformerSource) =>
    runtime && SimdTransformer.load(runtime, source);
  const free = () => {
    runtime?.free();
    other?.stopTensorflow();
  };
  return { lost: new Promise(() => {}), transformer, tensorflow, free };
}
