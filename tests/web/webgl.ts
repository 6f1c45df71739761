// What test_webgl.py asks of transformers that the graphics card draws.

import { Backends } from "../../web_template/src/engine/backends/backends";
import { needTensorflow } from "../../web_template/src/engine/backends/load";
import { heightOf, widthOf } from "../../web_template/src/engine/base/area";
import { Call } from "../../web_template/src/engine/base/call";
import {
  downloadNetwork,
  locateSet,
} from "../../web_template/src/engine/networks/download-networks";
import type { Cells } from "../../web_template/src/engine/pictures/cells";
import type { Statistics } from "../../web_template/src/engine/program/program";
import type { ReceptiveField } from "../../web_template/src/engine/program/receptive-field";
import { ProgramTransformer } from "../../web_template/src/engine/runtimes/tensorflow/program-transformer";
import { WebglDevice } from "../../web_template/src/engine/runtimes/webgl/device";
import { WebglTransformer } from "../../web_template/src/engine/runtimes/webgl/transformer";
import { webglContext } from "../../web_template/src/shared/graphics";
import { pixelsOf } from "./cells";

interface Task {
  readonly networks: string;
  readonly vector: readonly number[];
  /** Whether to draw as for a processor. */
  readonly isSoftware: boolean;
}

interface Picture {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Largest differences between drawing a transformer and running it on WASM, all in [0, 1]. */
export async function compare(task: Task) {
  const call = new Call(new AbortController().signal, () => {});
  const backends = new Backends();
  if (!(await backends.start("wasm", call))) throw new Error("WASM does not start");
  await needTensorflow(backends.running, call);
  const context = webglContext(false) as WebGL2RenderingContext;
  const device = new WebglDevice(context, task.isSoftware);
  const linked = countLinks();
  const vector = Float32Array.from(task.vector);
  const { set, folder } = await locateSet(new URL(task.networks, location.href), undefined, call);
  const found = [];
  for (const [name, files] of Object.entries(set.transformers)) {
    const artifacts = await downloadNetwork(folder, files, call);
    if (!files.program) throw new Error(`${name} has no program`);
    const run = new ProgramTransformer(files, files.program, artifacts, false);
    const drawn = WebglTransformer.load(device, { files, artifacts, vectorSize: vector.length });
    if (!drawn) throw new Error(`${name} cannot be drawn`);

    const { values, width, height } = picture(48, 40, 0);
    const content = { values, width, height };
    const live = most(
      pixelsOf(await drawn.paint(content, vector)),
      pixelsOf(await run.paint(content, vector)),
    );
    const before = linked.count;

    const pair = new Float32Array([...values, ...picture(48, 40, 1).values]);
    const both = { values: pair, width, height };
    const statistics = await run.measure(both, vector);
    const measured = apart(await drawn.measure(both, vector), statistics);

    const large = picture(96, 64, 2);
    const folded = drawn.folded(statistics, vector);
    const whole = await folded.paint(large.values, drawn.receptiveField(large.width, large.height));
    const { columns } = whole;
    const area = { top: 16, bottom: 64, left: 24, right: 60 };
    const field = drawn.receptiveField(large.width, large.height, area);
    const part = await folded.paint(cut(large, field), field);
    const inWhole = rows(whole, area.top, area.bottom, area.left, area.right);
    folded.dispose();
    const links = linked.count - before;
    found.push({ name, live, measured, columns, part: most(part.values, inWhole), links });
  }
  return found;
}

function countLinks(): { count: number } {
  const counter = { count: 0 };
  const { linkProgram } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.linkProgram = function (program) {
    counter.count++;
    linkProgram.call(this, program);
  };
  return counter;
}

/** A picture with smooth shades and edges, values in [0, 1]. */
function picture(width: number, height: number, phase: number): Picture {
  const values = Float32Array.from({ length: width * height * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % width;
    const y = Math.floor(index / 3 / width);
    const wave = Math.sin(x / 5 + (index % 3) + phase) * Math.cos(y / 7);
    return 0.45 + 0.3 * wave + 0.2 * (((x >> 4) + (y >> 3)) % 2);
  });
  return { values, width, height };
}

/** What a receptive field asks for of a picture. */
function cut({ values, width }: Picture, { content }: ReceptiveField): Float32Array {
  const found: number[] = [];
  for (let y = content.top; y < content.bottom; y++) {
    const row = y * width;
    found.push(...values.subarray((row + content.left) * 3, (row + content.right) * 3));
  }
  if (found.length !== widthOf(content) * heightOf(content) * 3) throw new Error("not all there");
  return Float32Array.from(found);
}

function rows(
  { values, columns }: Cells,
  top: number,
  bottom: number,
  left: number,
  right: number,
) {
  const found: number[] = [];
  for (let y = top; y < bottom; y++) {
    for (let i = (y * columns + left) * 3; i < (y * columns + right) * 3; i++) {
      found.push(values[i] as number);
    }
  }
  return found;
}

function most(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length !== other.length) throw new Error(`${one.length} and ${other.length} numbers`);
  return Array.from(one, (value, i) => Math.abs(value - (other[i] ?? Number.NaN))).reduce((a, b) =>
    Math.max(a, b),
  );
}

/** The largest difference between statistics, in standard deviations. */
function apart(one: Statistics, other: Statistics): number {
  return one
    .flatMap(({ mean, variance }, index) => {
      const expected = other[index] as Statistics[number];
      return Array.from(mean, (value, i) => {
        const spread = Math.sqrt((expected.variance[i] as number) + 1e-5);
        const scale = Math.sqrt((variance[i] as number) + 1e-5) / spread;
        return Math.max(
          Math.abs(value - (expected.mean[i] as number)) / spread,
          Math.abs(scale - 1),
        );
      });
    })
    .reduce((a, b) => Math.max(a, b));
}
