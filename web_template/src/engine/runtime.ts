// What every backend's chunk does, so that another runtime could take the place of one.

import {
  enableProdMode,
  engine,
  getKernel,
  type KernelConfig,
  registerBackend,
  registerKernel,
  setBackend,
} from "@tensorflow/tfjs-core";
import type { KernelBackend } from "@tensorflow/tfjs-core/dist/backends/backend";
import type { Backend } from "../api/types";
import type { Call } from "./call";

/** A backend that runs. */
export interface Running {
  /** Settles when the graphics card has dropped the backend, by itself or because it was freed. */
  readonly lost: Promise<unknown>;

  /** Bytes that the graphics card takes in one tensor; undefined where memory alone decides. */
  readonly largestTensor?: number;

  /** Frees what the backend holds beside its tensors, and ends whatever still waits for it. */
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

/** A backend on the processor, which nothing takes away. */
export const STEADY: Running = { lost: new Promise(() => {}), free: () => {} };

/** Registers a backend with its kernels and makes it the current one; false where it cannot run. */
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
