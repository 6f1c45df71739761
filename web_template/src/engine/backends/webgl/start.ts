// A chunk of its own, loaded only where the WebGL backend is tried: the project's own runtime, and
// TensorFlow.js for what that does not know.

import { lazyImport } from "../../base/lazy";
import type { TransformerSource } from "../../networks/transformer";
import type { TensorflowContext } from "../../runtimes/tensorflow/webgl";
import { startDevice } from "../../runtimes/webgl/context";
import { WebglTransformer } from "../../runtimes/webgl/transformer";
import type { RunningBackend } from "../backend";
import { styleNetwork } from "../style-network";

/** Four numbers. */
const TEXEL_BYTES = 16;

/** Makes WebGL the current backend, also where it draws in software; undefined where it cannot run. */
export async function start(): Promise<RunningBackend | undefined> {
  const device = startDevice();
  let other: TensorflowContext | undefined;
  let lose = (_: unknown) => {};
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  const tensorflow = async () => {
    const { startTensorflow } = await lazyImport(() => import("../../runtimes/tensorflow/webgl"));
    other ??= startTensorflow();
    other?.lost.then(lose);
    return (await other?.use()) ?? false;
  };
  device?.lost.then(lose);
  if (!device && !(await tensorflow())) return undefined;
  const { largestSide } = (device ?? other) as Pick<TensorflowContext, "largestSide">;
  const largestTensor = largestSide ** 2 * TEXEL_BYTES;
  const transformer = (source: TransformerSource) =>
    device && WebglTransformer.load(device.device, source);
  const free = () => {
    other?.free();
    device?.free();
  };
  return { lost, largestTensor, transformer, styleNetwork, tensorflow, free };
}
