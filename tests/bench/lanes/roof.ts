// The most arithmetic that this machine does on a backend: large kernels, nothing around them.
// arithmetic.py counts their operations.

import * as tf from "@tensorflow/tfjs-core";
import type { Subject, Task } from "./lane";

/** Subjects named "roof@matrix" and "roof@convolution"; none unless the task is for them. */
export function roofs({ networks }: Task): Subject[] {
  if (networks.length > 0) return [];
  const uniform = (shape: [number, number] | [number, number, number, number]) =>
    tf.randomUniform(shape as [number, number]);
  const [left, right] = [uniform([512, 512]), uniform([512, 512])];
  const x = uniform([1, 128, 128, 32]) as tf.Tensor as tf.Tensor4D;
  const filter = uniform([3, 3, 32, 32]) as tf.Tensor as tf.Tensor4D;
  const subject = (name: string, make: () => tf.Tensor): Subject => {
    const run = async () => {
      const tensor = tf.tidy(make);
      const values = await tensor.data<"float32">();
      tensor.dispose();
      return values;
    };
    return { name: `roof@${name}`, run, painting: run };
  };
  return [
    subject("matrix", () => tf.matMul(left, right as tf.Tensor2D)),
    subject("convolution", () => tf.conv2d(x, filter, 1, "same")),
  ];
}
