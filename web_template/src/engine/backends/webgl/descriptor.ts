import { lazyImport } from "../../base/lazy";
import type { BackendDescriptor } from "../backend";

export const webgl: BackendDescriptor = {
  name: "webgl",
  title: "WebGL",
  compiles: true,
  startsFirst: false,
  isLastResort: true,
  mostPixels: 2 * 2 ** 20,
  mayRun: () => true,
  scratch: ({ columns }) => columns,
  start: async () => (await lazyImport(() => import("./start"))).start(),
  registerAllKernels: () => lazyImport(() => import("../../runtimes/tensorflow/kernels/all-webgl")),
};
