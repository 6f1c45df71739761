// TensorFlow.js 1.0.0 as R. Nakano's demo of 2018 used it: WebGL with WEBGL_PACK turned off.

import * as tf from "@tensorflow/tfjs";
import { expose, type Subject, type Task } from "./lane";
import { allowSoftware } from "./software";

expose(async (task: Task, values: Float32Array): Promise<Subject[]> => {
  allowSoftware();
  tf.ENV.set("WEBGL_PACK", false);
  tf.setBackend("webgl");
  const { width, height } = task;
  const networks = task.networks.map(async ({ name, url }): Promise<Subject> => {
    const graph = await tf.loadGraphModel(new URL(url, location.href).href);
    const run = async () => {
      const painted = tf.tidy(() => {
        const content = tf.tensor4d(values, [1, height, width, 3]);
        const style = tf.tensor4d([...task.vector], [1, 1, 1, task.vector.length]);
        return graph.predict([content, style]) as tf.Tensor;
      });
      const numbers = (await painted.data()) as Float32Array;
      painted.dispose();
      return numbers;
    };
    return { name: `${name}@tfjs-1.0.0`, run, painting: run };
  });
  const subjects = await Promise.all(networks);
  if (tf.getBackend() !== "webgl") throw new Error("TensorFlow.js 1.0.0 does not start WebGL here");
  return subjects;
});
