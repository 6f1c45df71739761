import { lazyImport } from "../../base/lazy";
import type { BackendDescriptor } from "../backend";

export const cpu: BackendDescriptor = {
  name: "cpu",
  title: "Plain JavaScript",
  compiles: false,
  startsFirst: false,
  isLastResort: true,
  // It takes seconds for so few.
  mostPixels: 384 ** 2,
  mayRun: () => true,
  scratch: () => 0,
  start: async () => (await lazyImport(() => import("./start"))).start(),
  registerAllKernels: () => lazyImport(() => import("../../runtimes/tensorflow/kernels/all-cpu")),
};
