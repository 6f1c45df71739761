// What every backend's chunk does, so that another runtime could take the place of one.

import {
  enableProdMode,
  engine,
  findBackend,
  getKernel,
  type KernelConfig,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";
import type { KernelBackend } from "@tensorflow/tfjs-core/dist/backends/backend";
import type { Backend } from "../api/types";
import type { Call } from "./call";
import type { Transformer, TransformerSource } from "./transformer";

/** A backend that runs. */
export interface Running {
  /** Settles when the graphics card has dropped the backend, by itself or because it was freed. */
  readonly lost: Promise<unknown>;

  /** Bytes that the graphics card takes in one tensor; undefined where memory alone decides. */
  readonly largestTensor?: number;

  /** A network as the project's own runtime runs it; undefined where TensorFlow.js has to do that. */
  transformer?(source: TransformerSource): Transformer | undefined;

  /** Makes it the backend that TensorFlow.js works on; false where that cannot run. */
  tensorflow(call: Call): Promise<boolean>;

  /** Frees all that the backend holds, and ends whatever still waits for it. */
  free(): void;
}

/** What a chunk of a backend exports. */
export interface BackendChunk {
  /** Makes the backend the current one; undefined where it cannot run. */
  start(call: Call): Promise<Running | undefined>;
}

const PRIORITY = 1;

// Where it is not for developers it does not warn of kernels that are registered again.
enableProdMode();

/** Registers a backend of TensorFlow.js with its kernels and makes it the current one; false where it cannot run. */
export async function use(
  name: Backend,
  kernels: Readonly<Record<string, KernelConfig>>,
  make: () => KernelBackend | Promise<KernelBackend>,
): Promise<boolean> {
  for (const kernel of Object.values(kernels)) {
    if (!getKernel(kernel.kernelName, name)) registerKernel(kernel);
  }
  if (!(name in engine().registryFactory)) registerBackend(name, make, PRIORITY);
  return await setBackend(name);
}

/** Frees a backend of TensorFlow.js and all tensors on it. */
export function forget(name: Backend): void {
  if (!(name in engine().registryFactory)) return;
  try {
    removeBackend(name);
  } catch {
    // A WASM instance that broke in the middle of its work cannot even free itself.
    const broken = findBackend(name);
    if (broken) broken.dispose = () => {};
    removeBackend(name);
  }
}
