// Times the engine's transformers, without the page and the worker around them, beside a peer.
//
// This module is the engine's hook for benchmarks: it reaches into the engine's sources, which no
// site does. engine.py bundles it, opens it in an empty page and calls `measure`.

import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { type Tensor, tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Backend } from "../../web_template/src/api/types";
import { Backends } from "../../web_template/src/engine/backends";
import { Call } from "../../web_template/src/engine/call";
import { downloadNetwork, locateSet } from "../../web_template/src/engine/networks";
import { loadStyleNetwork } from "../../web_template/src/engine/style-network";
import { isFoldable, loadTransformer } from "../../web_template/src/engine/transformer";

interface Wish {
  readonly backend: Backend;
  /** Side in pixels of the square that is painted. */
  readonly size: number;
  readonly runs: number;
  /** The site's folder of networks, and the sets in it to measure. */
  readonly networks: string;
  readonly sets: readonly string[];
  /** The peer's model.json. */
  readonly peer: string | null;
  /** A photo to paint. */
  readonly photo: string;
  readonly vector: readonly number[];
}

/** Something to time: what it is, and one run of it, until its numbers are there. */
interface Subject {
  readonly network: string;
  readonly way: "live" | "folded" | "style" | "plain tf.loadGraphModel";
  run(): Promise<unknown>;
}

/** Times every subject in turn, again and again, so that whatever slows the machine slows all. */
export async function measure(wish: Wish) {
  const call = new Call(new AbortController().signal, () => {});
  if (!(await new Backends().start(wish.backend, call))) return [];
  const values = await photoValues(wish.photo, wish.size);
  const square = await photoValues(wish.photo, 256);
  const subjects = [...(await own(wish, values, square, call)), ...(await peer(wish, values))];
  const times = subjects.map((): number[] => []);
  for (const { run } of subjects) await run();
  for (let i = 0; i < wish.runs; i++) {
    for (const [index, { run }] of subjects.entries()) {
      const begun = performance.now();
      await run();
      times[index]?.push(performance.now() - begun);
    }
  }
  return subjects.map(({ network, way }, index) => ({ network, way, times: times[index] }));
}

async function own(wish: Wish, values: Float32Array, square: Float32Array, call: Call) {
  const { size } = wish;
  const vector = Float32Array.from(wish.vector);
  const subjects: Subject[] = [];
  for (const name of wish.sets) {
    const networks = new URL(wish.networks, location.href);
    const { set, folder } = await locateSet(networks, name, call);
    for (const [quality, files] of Object.entries(set.transformers)) {
      const artifacts = await downloadNetwork(folder, files, call);
      const source = { files, artifacts, vectorSize: set.vectorSize };
      const transformer = await loadTransformer(source);
      const network = `${name}/${quality}`;
      const live = () => transformer.run(values, size, size, vector);
      subjects.push({ network, way: "live", run: live });
      if (!isFoldable(transformer)) continue;
      const statistics = await transformer.measure(values, size, size, vector);
      const folded = transformer.folded(statistics, vector);
      subjects.push({ network, way: "folded", run: () => folded.run(values, size, size) });
    }
    if (size !== set.style.size) continue;
    const style = await loadStyleNetwork(set.style, await downloadNetwork(folder, set.style, call));
    subjects.push({ network: `${name}/style`, way: "style", run: () => style.vector(square) });
  }
  return subjects;
}

async function peer({ peer, size, vector }: Wish, values: Float32Array): Promise<Subject[]> {
  if (peer === null) return [];
  const graph = await loadGraphModel(new URL(peer, location.href).href);
  const content = graph.inputs.find(({ shape }) => shape?.at(-1) === 3)?.name ?? "";
  const style = graph.inputs.find(({ name }) => name !== content);
  const run = async () => {
    const painted = tidy(() => {
      const vectorTensor = tensor([...vector], style?.shape);
      const inputs = { [content]: tensor4d(values, [1, size, size, 3]) };
      return graph.execute({ ...inputs, [style?.name ?? ""]: vectorTensor }) as Tensor;
    });
    await painted.data();
    painted.dispose();
  };
  return [{ network: "the peer", way: "plain tf.loadGraphModel", run }];
}

/** A photo squeezed to a square, values in [0, 1], [size, size, 3]. */
async function photoValues(url: string, size: number): Promise<Float32Array> {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const context = new OffscreenCanvas(size, size).getContext(
    "2d",
  ) as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0, size, size);
  const { data } = context.getImageData(0, 0, size, size);
  return Float32Array.from(
    data.filter((_, i) => i % 4 !== 3),
    (byte) => byte / 255,
  );
}
