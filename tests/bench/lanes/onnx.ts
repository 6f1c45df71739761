// onnxruntime-web, on the processor or through WebGPU.

import type * as runtime from "onnxruntime-web";
import { expose, type Subject, type Task } from "./lane";

/** As its documentation has it, the build without WebGPU is a third smaller. */
async function loaded(backend: Task["backend"]): Promise<typeof runtime> {
  if (backend === "webgpu") return await import("onnxruntime-web/webgpu");
  return await import("onnxruntime-web/wasm");
}

expose(async (task: Task, values: Float32Array): Promise<Subject[]> => {
  const ort = await loaded(task.backend);
  const { width, height } = task;
  ort.env.wasm.wasmPaths = new URL("/onnxruntime/", location.href).href;
  ort.env.wasm.numThreads = task.threads;
  const content = planar(values, width, height);
  const networks = task.networks.map(async ({ name, url }): Promise<Subject> => {
    const session = await ort.InferenceSession.create(new URL(url, location.href).href, {
      executionProviders: [task.backend === "webgpu" ? "webgpu" : "wasm"],
      graphOptimizationLevel: "all",
    });
    const run = async () => {
      const { painted } = await session.run({
        content: new ort.Tensor("float32", content, [1, 3, height, width]),
        style: new ort.Tensor("float32", Float32Array.from(task.vector), [1, task.vector.length]),
      });
      const numbers = (await painted?.getData()) as Float32Array;
      painted?.dispose();
      return numbers;
    };
    const painting = async () => interleaved(await run(), width, height);
    return { name: `${name}@onnxruntime`, run, painting };
  });
  return await Promise.all(networks);
});

/** From [height, width, 3] to [3, height, width], the order that it computes in. */
function planar(values: Float32Array, width: number, height: number): Float32Array {
  const plane = width * height;
  return values.map((_, i) => values[(i % plane) * 3 + Math.floor(i / plane)] as number);
}

function interleaved(values: Float32Array, width: number, height: number): Float32Array {
  const plane = width * height;
  return values.map((_, i) => values[(i % 3) * plane + Math.floor(i / 3)] as number);
}
