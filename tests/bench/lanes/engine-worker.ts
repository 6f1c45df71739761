// The project's own engine in a worker, without the page around it.
//
// This reaches into the engine's sources, which no site does: it is the bench's only way to see one
// network on one backend, painting with a picture's own statistics ("engine") and with frozen ones
// ("folded").

import type { Backend } from "../../../web_template/src/api/backends";
import { Backends } from "../../../web_template/src/engine/backends/backends";
import { loadStyleNetwork, loadTransformer } from "../../../web_template/src/engine/backends/load";
import { wholeArea } from "../../../web_template/src/engine/base/area";
import { quiet } from "../../../web_template/src/engine/base/call";
import { downloadNetwork } from "../../../web_template/src/engine/networks/download-networks";
import type { NetworkSet, TransformerFiles } from "../../../web_template/src/engine/networks/set";
import { isFoldable } from "../../../web_template/src/engine/networks/transformer";
import type { Cells } from "../../../web_template/src/engine/pictures/cells";
import { valuesOf, writePixels } from "../../../web_template/src/engine/pictures/pixels";
import type { WasmExports } from "../../../web_template/src/engine/runtimes/wasm/exports";
import { FIELDS, KINDS } from "../../../web_template/src/engine/runtimes/wasm/step-layout";
import {
  type KernelTime,
  type Lane,
  laneOf,
  type NetworkChoice,
  type Subject,
  type Task,
} from "./lane";

const call = quiet();

/** The steps that are being timed. */
let steps: KernelTime[] | undefined;

// The runtime is told to run one step after the other: whoever stands in between can time each.
const { instantiate } = WebAssembly;
WebAssembly.instantiate = (async (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
  const instance = await instantiate(module, imports);
  const { memory } = (imports.env ?? {}) as { memory?: WebAssembly.Memory };
  if (!memory || !("scratchBytes" in (instance.exports ?? {}))) return instance;
  const exports = instance.exports as unknown as WasmExports;
  const timed: WasmExports["run"] = (address, ...rest) => {
    const begun = performance.now();
    exports.run(address, ...rest);
    const milliseconds = performance.now() - begun;
    const [kind, height, width, channels] = read(memory, address);
    const kernel = Object.entries(KINDS).find(([, number]) => number === kind)?.[0] ?? "";
    steps?.push({ kernel, shape: [height, width, channels], milliseconds });
  };
  return { exports: { ...exports, run: timed } };
}) as typeof instantiate;

function read({ buffer }: WebAssembly.Memory, address: number) {
  const fields = new Int32Array(buffer, address, FIELDS.length);
  const wanted = ["kind", "height", "width", "channels"] as const;
  return wanted.map((name) => fields[FIELDS.indexOf(name)] as number) as [
    number,
    number,
    number,
    number,
  ];
}

const backends = new Backends();

const lane = laneOf(async (task: Task, values: Float32Array): Promise<Subject[]> => {
  if (!(await backends.start(task.backend as Backend, call))) {
    throw new Error(`${task.backend} does not start here`);
  }
  return (await Promise.all(task.networks.map((network) => opened(network, task, values)))).flat();
});

self.onmessage = async ({ data: { method, given } }) => {
  try {
    self.postMessage({ value: await lane[method as keyof Lane](given as never) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};

/** A network of a set.json: `url` is the file's, with the network's name after the "#". */
async function opened({ name, url }: NetworkChoice, task: Task, values: Float32Array) {
  const { width, height } = task;
  const file = new URL(url, location.href);
  const folder = new URL("./", file);
  const role = file.hash.slice(1);
  const set: NetworkSet = await (await fetch(file)).json();
  if (role === "style") {
    const artifacts = await downloadNetwork(folder, set.style, call);
    const network = await loadStyleNetwork({ files: set.style, artifacts }, backends, call);
    const run = () => network.vector(values, task.width);
    return [{ name: `${name}@engine`, run, painting: run, profile: () => profiled(run) }];
  }
  const files = set.transformers[role] as TransformerFiles;
  const artifacts = await downloadNetwork(folder, files, call);
  const vector = Float32Array.from(task.vector);
  const source = { files, artifacts, vectorSize: vector.length };
  const transformer = await loadTransformer(source, backends, call);
  const subject = (way: string, run: () => Promise<Cells>): Subject => ({
    name: `${name}@${way}`,
    run,
    painting: async () => unitOf(await run(), width, height),
    profile: () => profiled(run),
  });
  const live = subject("engine", () => transformer.paint({ values, width, height }, vector));
  if (!isFoldable(transformer)) return [live];
  const statistics = await transformer.measure({ values, width, height }, vector);
  const folded = transformer.folded(statistics, vector);
  const field = transformer.receptiveField(width, height);
  const picture = { width, height, data: Uint8Array.from(values, (value) => value * 255 + 0.5) };
  const frozen = subject("folded", async () => {
    const given = valuesOf(picture, { width, height, margin: 0 }, field.content);
    return await folded.paint(given, field);
  });
  return [live, frozen];
}

/** What each step of the WebAssembly runtime takes in a run. */
async function profiled(run: () => Promise<unknown>): Promise<KernelTime[]> {
  steps = [];
  await run();
  const found = steps;
  steps = undefined;
  return found;
}

/** The pixels of cells, [height, width, 3] in [0, 1]. */
function unitOf(cells: Cells, width: number, height: number): Float32Array {
  const { data } = new ImageData(width, height);
  const all = wholeArea(width, height);
  writePixels(cells, all, all, { width, height, margin: 0 }, { width, height, data }, undefined);
  return Float32Array.from({ length: width * height * 3 }, (_, i) => {
    return (data[Math.floor(i / 3) * 4 + (i % 3)] as number) / 255;
  });
}
