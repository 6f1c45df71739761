// Registers backends of TensorFlow.js and frees them.

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
import type { Backend } from "../../../api/backends";

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
