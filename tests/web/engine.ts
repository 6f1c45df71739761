// What test_engine.py asks of the engine itself, below the public module.

import { getBackend, memory } from "@tensorflow/tfjs-core";
import type { Backend } from "../../web_template/src/api/backends";
import { Backends } from "../../web_template/src/engine/backends/backends";
import { loadTransformer, needTensorflow } from "../../web_template/src/engine/backends/load";
import { wholeArea } from "../../web_template/src/engine/base/area";
import { Call } from "../../web_template/src/engine/base/call";
import {
  downloadNetwork,
  locateSet,
} from "../../web_template/src/engine/networks/download-networks";
import {
  type FoldableTransformer,
  isFoldable,
  type Transformer,
} from "../../web_template/src/engine/networks/transformer";
import { coveringOf } from "../../web_template/src/engine/painting/blend";
import { Painter } from "../../web_template/src/engine/painting/painter";
import { Painting, type PaintResources } from "../../web_template/src/engine/painting/painting";
import { paintInPasses } from "../../web_template/src/engine/painting/passes";
import type { Cells } from "../../web_template/src/engine/pictures/cells";
import { paddedSize, valuesOf, writePixels } from "../../web_template/src/engine/pictures/pixels";
import type { Statistics } from "../../web_template/src/engine/program/program";
import { GraphTransformer } from "../../web_template/src/engine/runtimes/tensorflow/graph-transformer";
import type { Picture } from "../../web_template/src/shared/picture";
import { pixelsOf } from "./cells";

interface Task {
  readonly backend: Backend;
  readonly networks: string;
  readonly vector: readonly number[];
  /** Width and height of each picture to paint. */
  readonly shapes: readonly (readonly [number, number])[];
}

/** The transformers of the default set, each loaded in both ways. */
async function* transformers({ backend, networks }: Task) {
  const call = new Call(new AbortController().signal, () => {});
  const backends = new Backends();
  if (!(await backends.start(backend, call))) throw new Error(`${backend} does not start`);
  const url = new URL(networks, location.href);
  const { set, folder } = await locateSet(url, undefined, call);
  for (const [name, files] of Object.entries(set.transformers)) {
    const artifacts = await downloadNetwork(folder, files, call);
    const source = { files, artifacts, vectorSize: set.vectorSize };
    const loaded = await loadTransformer(source, backends, call);
    if (!isFoldable(loaded)) throw new Error(`${name} has no program`);
    await needTensorflow(backends.running, call);
    const { registerAllKernels } = backends.descriptor;
    const graph = await GraphTransformer.load(files, artifacts, registerAllKernels);
    yield { name, loaded, graph };
  }
}

/** How far the ways of painting are apart: largest difference from the graph, in [0, 1]. */
export async function compare(task: Task) {
  const vector = Float32Array.from(task.vector);
  const found = [];
  for await (const { name, loaded, graph } of transformers(task)) {
    for (const [width, height] of task.shapes) {
      const values = picture(width, height);
      const input = { values, width, height };
      const expected = pixelsOf(await graph.paint(input, vector));
      const painted = await loaded.paint(input, vector);
      const [live, inOne] = [pixelsOf(painted), unitPixels(painted, width, height)];
      const statistics = await loaded.measure(input, vector);
      const folded = loaded.folded(statistics, vector);
      const field = loaded.receptiveField(width, height);
      const bare = { width, height, margin: 0 };
      const given = valuesOf(pictureOf(values, width, height), bare, field.content);
      const frozen = await folded.paint(given, field);
      folded.dispose();
      const [most, mean] = differences(live, expected);
      const distance = decibels(unitPixels(frozen, width, height), inOne);
      found.push({ name, shape: [width, height], most, mean, decibels: distance });
    }
  }
  return found;
}

/** Whether a picture without any detail is painted in sound colours. */
export async function paintFlat(task: Task) {
  const vector = Float32Array.from(task.vector);
  const found = [];
  for await (const { name, loaded } of transformers(task)) {
    for (const [width, height] of task.shapes) {
      const values = new Float32Array(width * height * 3).fill(0.8);
      const painted = pixelsOf(await loaded.paint({ values, width, height }, vector));
      found.push({ name, sound: painted.every((value) => value >= 0 && value <= 1) });
    }
  }
  return found;
}

/** Tensors of TensorFlow.js, where it runs at all. */
function tensors(): number {
  return getBackend() ? memory().numTensors : 0;
}

/** Tensors on the backend after each paint of each transformer. */
export async function countTensors(task: Task) {
  const vector = Float32Array.from(task.vector);
  const found = [];
  for await (const { name, loaded } of transformers(task)) {
    const counts = [];
    for (const [width, height] of task.shapes) {
      const values = picture(width, height);
      await loaded.paint({ values, width, height }, vector);
      const painting = new Painting(pictureOf(values, width, height), vector, loaded);
      await painting.paint(resources(loaded, 0), quiet());
      counts.push(tensors());
    }
    loaded.dispose();
    found.push({ name, counts, left: tensors() });
  }
  return found;
}

/** How far tiles are from the whole, painted with the same statistics: in decibels, and at most. */
export async function compareTiles(
  task: Task & { readonly most: number; readonly oneShape: boolean },
) {
  const vector = Float32Array.from(task.vector);
  const found = [];
  for await (const { name, loaded } of transformers(task)) {
    for (const [width, height] of task.shapes) {
      const content = pictureOf(picture(width, height), width, height);
      const padded = paddedSize([width, height], loaded.files);
      const field = loaded.receptiveField(padded.width, padded.height);
      const whole = wholeArea(padded.width, padded.height);
      const values = valuesOf(content, padded, whole);
      const statistics = await loaded.measure({ values, ...padded }, vector);
      const folded = loaded.folded(statistics, vector);
      const cells = await folded.paint(valuesOf(content, padded, field.content), field);
      folded.dispose();
      const expected = { width, height, data: new Uint8ClampedArray(width * height * 4) };
      writePixels(cells, whole, whole, padded, expected, undefined);
      const painting = new Painting(content, vector, loaded);
      let tiles = 0;
      const call = new Call(new AbortController().signal, ({ total }) => {
        tiles = total;
      });
      await painting.paint(
        resources(withStatistics(loaded, statistics, task.oneShape), task.most),
        call,
      );
      const [one, other] = [expected.data, painting.canvas.data].map((data) =>
        Float32Array.from(data, (byte) => byte / 255),
      ) as [Float32Array, Float32Array];
      found.push({ name, tiles, decibels: decibels(one, other), most: differences(one, other)[0] });
    }
  }
  return found;
}

/** How far passes in tiles are from passes that are each painted at once, with the same statistics. */
export async function comparePasses(
  task: Task & { readonly most: number; readonly passes: readonly (readonly [number, number])[] },
) {
  const vector = Float32Array.from(task.vector);
  const found = [];
  for await (const { name, loaded } of transformers(task)) {
    const [width, height] = task.passes.at(-1) as readonly [number, number];
    const photo = pictureOf(picture(width, height), width, height);
    const measured: Statistics[] = [];
    const painted = async (
      statisticsOf: (ground: Picture) => Promise<Statistics>,
      most: number,
    ) => {
      let tiles = 0;
      const call = new Call(new AbortController().signal, ({ total }) => {
        tiles = total;
      });
      const canvas = await paintInPasses(photo, {
        passes: task.passes,
        covering: coveringOf("broad", 1),
        shared: true,
        signal: call.signal,
        show: () => {},
        paint: async (ground, place) => {
          const steady = withStatistics(loaded, await statisticsOf(ground), false);
          const painting = new Painting(ground, vector, steady, place);
          await painting.paint(resources(steady, most), call);
          return painting;
        },
      });
      return { tiles, values: Float32Array.from(canvas.data, (byte) => byte / 255) };
    };
    const whole = await painted(async (ground) => {
      const padded = paddedSize([ground.width, ground.height], loaded.files);
      const values = valuesOf(ground, padded, wholeArea(padded.width, padded.height));
      measured.push(await loaded.measure({ values, ...padded }, vector));
      return measured.at(-1) as Statistics;
    }, Number.POSITIVE_INFINITY);
    const steps = measured.values();
    const tiled = await painted(async () => steps.next().value as Statistics, task.most);
    found.push({
      name,
      tiles: [whole.tiles, tiled.tiles],
      decibels: decibels(whole.values, tiled.values),
      most: differences(whole.values, tiled.values)[0],
    });
  }
  return found;
}

/** A painter of the default set, on the page, and how it is asked to paint. */
async function painter({ backend, networks, vector }: Task) {
  const url = new URL(networks, location.href).href;
  const started = await Painter.start({ kind: "start", networks: url, backend }, quiet());
  const request = (width: number, height: number, memory?: number) =>
    ({
      kind: "paint",
      picture: { source: imageOf(width, height) },
      style: Float32Array.from(vector),
      strength: 1,
      quality: "swift",
      strokes: "fine",
      keepFaces: false,
      ...(memory && { memory }),
    }) as const;
  return { started, request };
}

interface Sized extends Task {
  readonly width: number;
  readonly height: number;
  /** Bytes that a painting may take. */
  readonly memory: number;
}

/** What is left on the backend of a painting in tiles that is cancelled after the first. */
export async function cancel(task: Sized) {
  const { started, request } = await painter(task);
  const { width, height } = task;
  await started.paint(request(64, 64), quiet());
  const before = tensors();
  const controller = new AbortController();
  const seen: number[] = [];
  const call = new Call(controller.signal, ({ stage, loaded }) => {
    if (stage === "paint") seen.push(loaded);
    // As a message of the page would, while the next tile is about to be painted.
    if (loaded === 1) setTimeout(() => controller.abort());
  });
  const outcome = await started.paint(request(width, height, task.memory), call).then(
    () => "painted",
    (error) => error.name,
  );
  const left = tensors() - before;
  const after = (await started.paint(request(64, 64), quiet())).width;
  return { outcome, left, seen, after };
}

/** A painting for which the browser has less memory than it seemed to have. */
export async function exhaust(task: Sized & { readonly least: number }) {
  const { started, request } = await painter(task);
  const { width, height } = task;
  await started.paint(request(64, 64), quiet());
  const { grow } = WebAssembly.Memory.prototype;
  let refused = 0;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 2 ** 16 > task.least) {
      refused++;
      throw new RangeError("No memory is left.");
    }
    return grow.call(this, pages);
  };
  const totals = new Set<number>();
  const call = new Call(new AbortController().signal, ({ stage, total }) => {
    if (stage === "paint") totals.add(total);
  });
  try {
    const painted = await started.paint(request(width, height, task.memory), call);
    return { refused, totals: [...totals], painted: Array.from(painted.data.subarray(0, 4)) };
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
}

/** Paintings with and without the loss of the graphics card in between, and how far they differ. */
export async function loseContext(task: Sized) {
  const contexts: WebGL2RenderingContext[] = [];
  const { getContext } = OffscreenCanvas.prototype;
  OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...given: never[]) {
    const context = getContext.apply(this, given as never) as never;
    if ((context as object) instanceof WebGL2RenderingContext) contexts.push(context);
    return context;
  } as typeof getContext;
  const { started, request } = await painter(task);
  const { width, height } = task;
  const undisturbed = await started.paint(request(width, height, task.memory), quiet());
  let lost = 0;
  const call = new Call(new AbortController().signal, ({ stage, loaded }) => {
    if (stage !== "paint" || loaded !== 1 || lost++) return;
    contexts.at(-1)?.getExtension("WEBGL_lose_context")?.loseContext();
  });
  const painted = await started.paint(request(width, height, task.memory), call);
  OffscreenCanvas.prototype.getContext = getContext;
  const [one, other] = [undisturbed, painted].map(({ data }) =>
    Float32Array.from(data, (byte) => byte / 255),
  ) as [Float32Array, Float32Array];
  return {
    lost,
    contexts: contexts.length,
    backend: painted.backend,
    decibels: decibels(one, other),
  };
}

/** Tensors, and bytes of the runtime's memory, after paintings of changing sizes, some in tiles. */
export async function endure(task: Task & { readonly memory: number }) {
  const { Memory } = WebAssembly;
  const made: WebAssembly.Memory[] = [];
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made.push(this);
    }
  };
  const { started, request } = await painter(task);
  const found = [];
  for (const [width, height] of task.shapes) {
    await started.paint(request(width, height, task.memory), quiet());
    const bytes = made.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    found.push({ tensors: tensors(), bytes });
  }
  WebAssembly.Memory = Memory;
  return found;
}

/** A transformer that believes to have measured these statistics. */
function withStatistics(
  loaded: FoldableTransformer,
  statistics: Statistics,
  oneShape: boolean,
): FoldableTransformer {
  const { files, halo, memoryModel } = loaded;
  return {
    files,
    halo,
    oneShape,
    memoryModel,
    measure: async () => statistics,
    paintMeasured: (...given) => loaded.paintMeasured(...given),
    receptiveField: (...given) => loaded.receptiveField(...given),
    folded: (...given) => loaded.folded(...given),
    paint: (...given) => loaded.paint(...given),
    dispose: () => {},
  };
}

/** What a painting is painted with, `most` pixels at a time. */
function resources(transformer: Transformer, most: number): PaintResources {
  return { transformer, most, msPerPixel: undefined, done: (work) => work };
}

function quiet(): Call {
  return new Call(new AbortController().signal, () => {});
}

/** A picture with smooth shades and edges, bytes / 255, [height, width, 3]. */
function picture(width: number, height: number): Float32Array {
  const values = Float32Array.from({ length: width * height * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % width;
    const y = Math.floor(index / 3 / width);
    const wave = Math.sin(x / 5 + (index % 3)) * Math.cos(y / 7);
    return 0.45 + 0.3 * wave + 0.2 * (((x >> 4) + (y >> 3)) % 2);
  });
  return values.map((value) => Math.round(value * 255) / 255);
}

/** Values in [0, 1] as a picture of bytes. */
function pictureOf(values: Float32Array, width: number, height: number): Picture {
  return { width, height, data: Uint8Array.from(values, (value) => Math.round(value * 255)) };
}

/** What cells look like as a picture: RGBA, in [0, 1]. */
function unitPixels(cells: Cells, width: number, height: number): Float32Array {
  const whole = wholeArea(width, height);
  const data = new Uint8ClampedArray(width * height * 4);
  writePixels(
    cells,
    whole,
    whole,
    { width, height, margin: 0 },
    { width, height, data },
    undefined,
  );
  return Float32Array.from(data, (byte) => byte / 255);
}

function imageOf(width: number, height: number): ImageData {
  const { data } = pictureOf(picture(width, height), width, height);
  const image = new ImageData(width, height);
  image.data.fill(255);
  for (let i = 0; i < width * height; i++) image.data.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  return image;
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
