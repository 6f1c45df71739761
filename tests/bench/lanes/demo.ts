// The 2018 demo in little: a page that paints one picture as soon as it can.
//
// It is a reconstruction: R. Nakano's page with TensorFlow.js 1.0.0, WEBGL_PACK turned off and his
// published separable transformer. It does less than his page did. It has no controls, and it is
// given a style vector, for which his page downloaded and ran a style network of 9.6 MB first.

import * as tf from "@tensorflow/tfjs";
import { allowSoftware } from "./software";

const given = new URLSearchParams(location.search);

async function picture(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

async function main(): Promise<void> {
  allowSoftware();
  tf.ENV.set("WEBGL_PACK", false);
  const [graph, photo, vector] = await Promise.all([
    tf.loadGraphModel(given.get("network") ?? ""),
    picture(given.get("photo") ?? ""),
    fetch(given.get("vector") ?? "").then((answer) => answer.json()),
  ]);
  const painted = tf.tidy(() => {
    const content = tf.browser.fromPixels(photo).toFloat().div(tf.scalar(255)).expandDims();
    const style = tf.tensor4d(vector, [1, 1, 1, vector.length]);
    return (graph.predict([content, style]) as tf.Tensor4D).squeeze([0]) as tf.Tensor3D;
  });
  const canvas = document.querySelector("canvas") as HTMLCanvasElement;
  await tf.browser.toPixels(painted, canvas);
  document.documentElement.dataset.painted = String(performance.now());
}

main();
