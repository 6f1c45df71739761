// Registers what a graph needs beyond the kernels of the project's own networks.

import { getBackend, type io, setBackend } from "@tensorflow/tfjs-core";

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

/**
 * Makes sure that the current backend has the kernels of a graph.
 *
 * @param registerAll registers every kernel that TensorFlow.js has for that backend
 */
export async function registerKernelsOf(
  { modelTopology }: io.ModelArtifacts,
  registerAll: () => Promise<unknown>,
): Promise<void> {
  const { node } = modelTopology as { readonly node: readonly { readonly op: string }[] };
  if (node.every(({ op }) => COVERED.has(op))) return;
  await registerAll();
  // Some backends set a kernel up only when they become the current one.
  await setBackend(getBackend());
}
