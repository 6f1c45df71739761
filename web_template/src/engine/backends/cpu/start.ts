// A chunk of its own, loaded only where nothing else paints: plain JavaScript.

import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu";
import * as kernels from "../../runtimes/tensorflow/kernels/cpu";
import { forget, use } from "../../runtimes/tensorflow/registry";
import type { RunningBackend } from "../backend";

const tensorflow = () => use("cpu", kernels, () => new MathBackendCPU());

/** Makes the plain CPU the current backend. */
export async function start(): Promise<RunningBackend | undefined> {
  if (!(await tensorflow())) return undefined;
  return { lost: new Promise(() => {}), tensorflow, free: () => forget("cpu") };
}
