// A chunk of its own, loaded only where the WebGPU backend is tried.

import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu";
import { gpuAdapter } from "./graphics";
import * as kernels from "./kernels-webgpu";
import { type Running, use } from "./runtime";

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
export async function start(): Promise<Running | undefined> {
  const adapter = await gpuAdapter();
  if (!adapter) return undefined;
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  const free = () => device.destroy();
  const make = () => new WebGPUBackend(device, adapter.info);
  if (!(await use("webgpu", kernels, make))) return undefined;
  const largestTensor = device.limits.maxStorageBufferBindingSize;
  return { lost: device.lost, largestTensor, free };
}
