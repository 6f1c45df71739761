// Registers what a graph needs beyond the kernels of the project's own networks.

import { getBackend, type io, setBackend } from "@tensorflow/tfjs-core";
import type { Backend } from "../../../api/types";
import { lazyImport } from "../../base/lazy";

const ALL_KERNELS: Readonly<Record<Backend, () => Promise<unknown>>> = {
  webgpu: () => import("./kernels/all-webgpu"),
  webgl: () => import("./kernels/all-webgl"),
  wasm: () => import("./kernels/all-wasm"),
  cpu: () => import("./kernels/all-cpu"),
};

/** Operations that the kernels of every backend's own chunk compute. */
const COVERED: ReadonlySet<unknown> = new Set([
  "Abs",
  "AddV2",
  "ConcatV2",
  "Const",
  "FusedDepthwiseConv2dNative",
  "Identity",
  "Mean",
  "Mul",
  "Placeholder",
  "Relu",
  "Sub",
  "_FusedConv2D",
  "_FusedMatMul",
]);

/** Makes sure that the current backend has the kernels of a graph. */
export async function registerKernelsOf({ modelTopology }: io.ModelArtifacts): Promise<void> {
  const { node } = modelTopology as { readonly node: readonly { readonly op: string }[] };
  if (node.every(({ op }) => COVERED.has(op))) return;
  const backend = getBackend() as Backend;
  await lazyImport(ALL_KERNELS[backend]);
  // Some backends set a kernel up only when they become the current one.
  await setBackend(backend);
}
