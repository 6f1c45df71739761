// Loads networks on a running backend.

import { failure } from "../../api/errors";
import type { Call } from "../base/call";
import { lazyImport } from "../base/lazy";
import type { StyleNetwork, StyleNetworkSource } from "../networks/style-network";
import type { Transformer, TransformerSource } from "../networks/transformer";
import type { BackendDescriptor, RunningBackend } from "./backend";

/** The backend that networks are loaded on: what is known of it, and itself where it runs. */
export interface CurrentBackend {
  readonly descriptor: BackendDescriptor;
  readonly running: RunningBackend | undefined;
}

/**
 * Loads a transformer: on the backend's own runtime, or on TensorFlow.js where that cannot run it.
 *
 * @throws StylizerError "no-backend"
 */
export async function loadTransformer(
  source: TransformerSource,
  { running, descriptor }: CurrentBackend,
  call: Call,
): Promise<Transformer> {
  const own = running?.transformer?.(source);
  if (own) return own;
  const { files, artifacts } = source;
  await needTensorflow(running, call);
  if (files.program) {
    const { ProgramTransformer } = await lazyImport(
      () => import("../runtimes/tensorflow/program-transformer"),
    );
    return new ProgramTransformer(files, files.program, artifacts, descriptor.compiles);
  }
  const { GraphTransformer } = await lazyImport(
    () => import("../runtimes/tensorflow/graph-transformer"),
  );
  return await GraphTransformer.load(files, artifacts, descriptor.registerAllKernels);
}

/**
 * Loads a style network: on the project's own runtime, or on TensorFlow.js where that cannot run it.
 *
 * @throws StylizerError "no-backend"
 */
export async function loadStyleNetwork(
  source: StyleNetworkSource,
  { running, descriptor }: CurrentBackend,
  call: Call,
): Promise<StyleNetwork> {
  const own = await running?.styleNetwork?.(source, call);
  if (own) return own;
  await needTensorflow(running, call);
  const { GraphStyleNetwork } = await lazyImport(
    () => import("../runtimes/tensorflow/style-network"),
  );
  return await GraphStyleNetwork.load(source, descriptor.registerAllKernels);
}

/**
 * Has TensorFlow.js work on a backend, where it is only downloaded when it is needed.
 *
 * @throws StylizerError "no-backend"
 */
export async function needTensorflow(
  backend: RunningBackend | undefined,
  call: Call,
): Promise<void> {
  if (await backend?.tensorflow(call)) return;
  throw failure("backend_none");
}
