// What test_engine.py asks of the engine itself, below the public module.

import { memory } from "@tensorflow/tfjs-core";
import type { Backend } from "../../web_template/src/api/types";
import { Backends } from "../../web_template/src/engine/backends";
import { Call } from "../../web_template/src/engine/call";
import { GraphTransformer } from "../../web_template/src/engine/graph-transformer";
import { downloadNetwork, locateSet } from "../../web_template/src/engine/networks";
import { isFoldable, loadTransformer } from "../../web_template/src/engine/transformer";

interface Wish {
  readonly backend: Backend;
  readonly networks: string;
  readonly vector: readonly number[];
  /** Width and height of each picture to paint. */
  readonly shapes: readonly (readonly [number, number])[];
}

/** The transformers of the default set, each loaded in both ways. */
async function* transformers({ backend, networks }: Wish) {
  const call = new Call(new AbortController().signal, () => {});
  if (!(await new Backends().start(backend, call))) throw new Error(`${backend} does not start`);
  const url = new URL(networks, location.href);
  const { set, folder } = await locateSet(url, undefined, call);
  for (const [name, files] of Object.entries(set.transformers)) {
    const artifacts = await downloadNetwork(folder, files, call);
    const loaded = await loadTransformer({ files, artifacts, vectorSize: set.vectorSize });
    if (!isFoldable(loaded)) throw new Error(`${name} has no program`);
    yield { name, loaded, graph: await GraphTransformer.load(files, artifacts) };
  }
}

/** How far the ways of painting are apart: largest difference from the graph, in [0, 1]. */
export async function compare(wish: Wish) {
  const vector = Float32Array.from(wish.vector);
  const found = [];
  for await (const { name, loaded, graph } of transformers(wish)) {
    for (const [width, height] of wish.shapes) {
      const values = picture(width, height);
      const expected = await graph.run(values, width, height, vector);
      const live = await loaded.run(values, width, height, vector);
      const statistics = await loaded.measure(values, width, height, vector);
      const folded = loaded.folded(statistics, vector);
      const frozen = await folded.run(values, width, height);
      folded.dispose();
      const [most, mean] = differences(live, expected);
      found.push({ name, shape: [width, height], most, mean, decibels: decibels(frozen, live) });
    }
  }
  return found;
}

/** Whether a picture without any detail is painted in sound colours. */
export async function paintFlat(wish: Wish) {
  const vector = Float32Array.from(wish.vector);
  const found = [];
  for await (const { name, loaded } of transformers(wish)) {
    for (const [width, height] of wish.shapes) {
      const values = new Float32Array(width * height * 3).fill(0.8);
      const painted = await loaded.run(values, width, height, vector);
      found.push({ name, sound: painted.every((value) => value >= 0 && value <= 1) });
    }
  }
  return found;
}

/** Tensors on the backend after each paint of each transformer. */
export async function countTensors(wish: Wish) {
  const vector = Float32Array.from(wish.vector);
  const found = [];
  for await (const { name, loaded } of transformers(wish)) {
    const counts = [];
    for (const [width, height] of wish.shapes) {
      const values = picture(width, height);
      await loaded.run(values, width, height, vector);
      const folded = loaded.folded(await loaded.measure(values, width, height, vector), vector);
      await folded.run(values, width, height);
      folded.dispose();
      counts.push(memory().numTensors);
    }
    loaded.dispose();
    found.push({ name, counts, left: memory().numTensors });
  }
  return found;
}

/** A picture with smooth shades and edges, values in [0, 1], [height, width, 3]. */
function picture(width: number, height: number): Float32Array {
  return Float32Array.from({ length: width * height * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % width;
    const y = Math.floor(index / 3 / width);
    const wave = Math.sin(x / 5 + (index % 3)) * Math.cos(y / 7);
    return 0.45 + 0.3 * wave + 0.2 * (((x >> 4) + (y >> 3)) % 2);
  });
}

function differences(one: Float32Array, other: Float32Array): [number, number] {
  if (one.length !== other.length) throw new Error(`${one.length} and ${other.length} numbers`);
  const all = one.map((value, i) => Math.abs(value - (other[i] ?? Number.NaN)));
  return [all.reduce((a, b) => Math.max(a, b)), all.reduce((a, b) => a + b) / all.length];
}

/** The peak signal-to-noise ratio of values in [0, 1]. */
function decibels(one: Float32Array, other: Float32Array): number {
  const squares = one.map((value, i) => (value - (other[i] ?? Number.NaN)) ** 2);
  return -10 * Math.log10(squares.reduce((a, b) => a + b) / squares.length + 1e-12);
}
