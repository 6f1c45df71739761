// A chunk of its own, loaded only where nothing else paints: plain JavaScript.

import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu";
import * as kernels from "./kernels-cpu";
import { type Running, STEADY, use } from "./runtime";

/** Makes the plain CPU the current backend. */
export async function start(): Promise<Running | undefined> {
  return (await use("cpu", kernels, () => new MathBackendCPU())) ? STEADY : undefined;
}
