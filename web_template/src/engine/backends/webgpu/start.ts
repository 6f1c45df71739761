// A chunk of its own, loaded only where the WebGPU backend is tried.

import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu";
import { gpuAdapter } from "../../../shared/graphics";
import * as kernels from "../../runtimes/tensorflow/kernels/webgpu";
import { forget, use } from "../../runtimes/tensorflow/registry";
import type { RunningBackend } from "../backend";
import { styleNetwork } from "../style-network";

/** The limits that large pictures run into: as much as the adapter gives. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
] as const;

/** Makes WebGPU the current backend, also in software; undefined where it cannot run. */
export async function start(): Promise<RunningBackend | undefined> {
  const adapter = await gpuAdapter();
  if (!adapter) return undefined;
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  const tensorflow = () => use("webgpu", kernels, () => new WebGPUBackend(device, adapter.info));
  if (!(await tensorflow())) return undefined;
  const largestTensor = device.limits.maxStorageBufferBindingSize;
  const free = () => {
    forget("webgpu");
    device.destroy();
  };
  return { lost: device.lost, largestTensor, styleNetwork, tensorflow, free };
}
