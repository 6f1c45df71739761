import { lazyImport } from "../../base/lazy";
import type { BackendDescriptor } from "../backend";

export const wasm: BackendDescriptor = {
  name: "wasm",
  title: "WebAssembly",
  compiles: false,
  startsFirst: true,
  isLastResort: false,
  mostPixels: 1.5 * 2 ** 20,
  mayRun: () => typeof WebAssembly !== "undefined",
  scratch: ({ places }) => places,
  prefetch: async (call) => await (await import("./start")).download(call),
  start: async (call) => (await lazyImport(() => import("./start"))).start(call),
  registerAllKernels: () => lazyImport(() => import("../../runtimes/tensorflow/kernels/all-wasm")),
};
