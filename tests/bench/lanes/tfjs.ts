// TensorFlow.js as anybody would use it: tf.loadGraphModel and execute.

import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expose, type Subject, type Task } from "./lane";
import { roofs } from "./roof";

async function start({ backend, threads }: Task): Promise<void> {
  if (backend === "wasm") (await import("./tfjs-wasm")).prepare(threads);
  if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  if (backend === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  // Else it refuses to draw in software, and another backend would run in its place.
  if (backend === "webgl") tf.env().set("SOFTWARE_WEBGL_ENABLED", true);
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) throw new Error(`${backend} does not start here`);
}

expose(async (task: Task, values: Float32Array): Promise<Subject[]> => {
  await start(task);
  const { width, height } = task;
  const networks = task.networks.map(async ({ name, url }): Promise<Subject> => {
    const graph = await loadGraphModel(new URL(url, location.href).href);
    const content = graph.inputs.find(({ shape }) => shape?.at(-1) === 3)?.name ?? "";
    const style = graph.inputs.find((input) => input.name !== content);
    const shape = style?.shape?.map((side) => Math.abs(side));
    const run = async () => {
      const painted = tf.tidy(() => {
        const inputs = {
          [content]: tf.tensor4d(values, [1, height, width, 3]),
          [style?.name ?? ""]: tf.tensor([...task.vector], shape),
        };
        return graph.execute(inputs) as tf.Tensor;
      });
      const numbers = await painted.data<"float32">();
      painted.dispose();
      return numbers;
    };
    return { name: `${name}@tfjs`, run, painting: run };
  });
  return [...(await Promise.all(networks)), ...roofs(task)];
});
