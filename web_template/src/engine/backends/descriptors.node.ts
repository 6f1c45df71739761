import type { Backend } from "../../api/backends";
import type { BackendDescriptor } from "./backend";
import { cpu } from "./cpu/descriptor";
import { wasm } from "./wasm/descriptor";

/** Every backend; those of graphics cards are none in Node.js. */
export const DESCRIPTORS: Readonly<Record<Backend, BackendDescriptor>> = {
  webgpu: { ...cpu, name: "webgpu", title: "WebGPU", mayRun: () => false },
  webgl: { ...cpu, name: "webgl", title: "WebGL", mayRun: () => false },
  wasm,
  cpu,
};
