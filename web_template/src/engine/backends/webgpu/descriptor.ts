import { lazyImport } from "../../base/lazy";
import type { BackendDescriptor } from "../backend";

export const webgpu: BackendDescriptor = {
  name: "webgpu",
  title: "WebGPU",
  compiles: true,
  startsFirst: false,
  isLastResort: false,
  mostPixels: 4 * 2 ** 20,
  mayRun: () => true,
  scratch: () => 0,
  start: async () => (await lazyImport(() => import("./start"))).start(),
  registerAllKernels: () =>
    lazyImport(() => import("../../runtimes/tensorflow/kernels/all-webgpu")),
};
