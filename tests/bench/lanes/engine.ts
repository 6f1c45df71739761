// The project's own engine, without the page and the worker around it.
//
// This reaches into the engine's sources, which no site does: it is the bench's only way to see one
// network on one backend, painting with a picture's own statistics ("engine") and with frozen ones
// ("folded").

import { env, profile } from "@tensorflow/tfjs-core";
import type { Backend } from "../../../web_template/src/api/types";
import { Backends } from "../../../web_template/src/engine/backends";
import { Call } from "../../../web_template/src/engine/call";
import { wholeArea } from "../../../web_template/src/engine/layout";
import { downloadNetwork, type TransformerFiles } from "../../../web_template/src/engine/networks";
import type { Cells } from "../../../web_template/src/engine/painted";
import { valuesOf, writePixels } from "../../../web_template/src/engine/pixels";
import { isFoldable, loadTransformer } from "../../../web_template/src/engine/transformer";
import { expose, type KernelTime, type NetworkWish, type Subject, type Wish } from "./lane";

const call = new Call(new AbortController().signal, () => {});

expose(async (wish: Wish, values: Float32Array): Promise<Subject[]> => {
  if (!(await new Backends().start(wish.backend as Backend, call))) {
    throw new Error(`${wish.backend} does not start here`);
  }
  return (await Promise.all(wish.networks.map((network) => opened(network, wish, values)))).flat();
});

/** A network of a set.json: `url` is the file's, with the network's name after the "#". */
async function opened({ name, url }: NetworkWish, wish: Wish, values: Float32Array) {
  const { width, height } = wish;
  const folder = new URL(url, location.href);
  const role = folder.hash.slice(1);
  const set = await (await fetch(folder)).json();
  const files = set.transformers[role] as TransformerFiles;
  const artifacts = await downloadNetwork(folder, files, call);
  const vector = Float32Array.from(wish.vector);
  const transformer = await loadTransformer({ files, artifacts, vectorSize: vector.length });
  const subject = (way: string, run: () => Promise<Cells>): Subject => ({
    name: `${name}@${way}`,
    run,
    painting: async () => unitOf(await run(), width, height),
    profile: () => profiled(run),
  });
  const live = subject("engine", () => transformer.paint(values, width, height, vector));
  if (!isFoldable(transformer)) return [live];
  const statistics = await transformer.measure(values, width, height, vector);
  const folded = transformer.folded(statistics, vector);
  const layout = transformer.layout(width, height);
  const picture = { width, height, data: Uint8Array.from(values, (value) => value * 255 + 0.5) };
  const frozen = subject("folded", async () => {
    const given = valuesOf(picture, { width, height }, layout.content);
    return await folded.paint(given, layout);
  });
  return [live, frozen];
}

/** What each kernel of TensorFlow.js takes in a run. */
async function profiled(run: () => Promise<unknown>): Promise<KernelTime[]> {
  env().set("CHECK_COMPUTATION_FOR_ERRORS", false);
  const { kernels } = await profile(async () => {
    await run();
    return [];
  });
  // What its operations are called is told once more, as if they were kernels.
  const real = kernels.filter(({ name }) => !name.endsWith("__op"));
  return await Promise.all(
    real.map(async ({ name, outputShapes, kernelTimeMs }) => {
      const time = await kernelTimeMs;
      const milliseconds = typeof time === "number" ? time : Number.NaN;
      return { kernel: name, shape: outputShapes[0] ?? [], milliseconds };
    }),
  );
}

/** The pixels of cells, [height, width, 3] in [0, 1]. */
function unitOf(cells: Cells, width: number, height: number): Float32Array {
  const { data } = new ImageData(width, height);
  const all = wholeArea(width, height);
  writePixels(cells, all, all, { width, height, data }, undefined);
  return Float32Array.from({ length: width * height * 3 }, (_, i) => {
    return (data[Math.floor(i / 3) * 4 + (i % 3)] as number) / 255;
  });
}
