import type { Backend } from "../../api/backends";
import type { BackendDescriptor } from "./backend";
import { cpu } from "./cpu/descriptor";
import { wasm } from "./wasm/descriptor";
import { webgl } from "./webgl/descriptor";
import { webgpu } from "./webgpu/descriptor";

/** Every backend; `BACKENDS` has their order. */
export const DESCRIPTORS: Readonly<Record<Backend, BackendDescriptor>> = {
  webgpu,
  webgl,
  wasm,
  cpu,
};
