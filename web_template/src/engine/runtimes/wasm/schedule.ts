// Makes the WebAssembly runtime's memory ready for a painting.

import { type Area, heightOf, widthOf } from "../../base/area";
import { mirrored } from "../../pictures/pixels";
import type { Cin, ConvolutionStep } from "../../program/program";
import type { ReceptiveField } from "../../program/receptive-field";
import type { Weights } from "../../program/weights";
import type { Schedule } from "./exports";
import { type ConvolutionPass, type Pass, type Place, type Places, placesOf } from "./memory-plan";
import type { PackedWeights } from "./packed-weights";
import type { WasmRuntime } from "./runtime";
import { ACTIVATIONS, KINDS, type WasmStep } from "./step-layout";

/** Where a convolution's weights lie. */
interface KernelAddresses {
  readonly filter: number;
  readonly depthwise: number;
  /** Scale and shift where there is no CIN layer. */
  readonly factors: number;
}

export type WeightAddresses = ReadonlyMap<Pass, KernelAddresses>;

/** A network whose weights lie in memory. */
export interface Subject {
  readonly passes: readonly Pass[];
  /** The pictures that are read once all passes are done. */
  readonly kept: readonly string[];
  readonly cins: readonly Cin[];
  readonly weights: Weights;
  readonly addresses: WeightAddresses;
}

export interface Task {
  readonly field: ReceptiveField;
  /** Numbers of the content: of one picture as the receptive field wants it, or of several. */
  readonly length: number;
  /** Whether CIN layers measure. */
  readonly live: boolean;
}

/** A picture that is there once all steps are done, [pixels, channels]. */
export interface StoredPicture {
  readonly address: number;
  readonly length: number;
  readonly channels: number;
}

/** A painting that only needs its content and style. */
export interface PreparedPainting {
  readonly schedule: Schedule;
  readonly content: number;
  /** For each CIN layer, where two numbers for each of its outputs have to be put. */
  readonly affines: readonly number[];
  /** Outputs of each CIN layer as they are stored. */
  readonly channels: readonly number[];
  /** For each CIN layer, where means and variances come to lie. */
  readonly statistics: readonly number[];
  /** For each, how far to go to what is measured, and the means and variances to go from. */
  readonly courses: readonly number[];
  /** Those that are kept, in their order. */
  readonly kept: readonly StoredPicture[];
}

/** Puts all weights into memory. */
export function heldWeights(
  runtime: WasmRuntime,
  passes: readonly Pass[],
  weights: Weights,
): WeightAddresses {
  const addresses = new Map<Pass, KernelAddresses>();
  for (const pass of passes) {
    if (!pass.convolution) continue;
    const { filter, depthwise } = pass.kernel;
    addresses.set(pass, {
      filter: runtime.put(filter),
      depthwise: depthwise ? runtime.put(depthwise) : 0,
      factors: runtime.put(plainFactors(pass, weights)),
    });
  }
  return addresses;
}

/** Scale and shift of a convolution that no CIN layer follows. */
function plainFactors(
  { convolution: { step }, kernel: { channels } }: ConvolutionPass,
  weights: Weights,
): Float32Array {
  const factors = new Float32Array(2 * channels).fill(1, 0, channels);
  if (step.bias !== null) factors.set(weights.get(step.bias).values, channels);
  return factors;
}

/** Lays everything out that painting needs beside the weights. */
export function prepared(runtime: WasmRuntime, subject: Subject, task: Task): PreparedPainting {
  const { passes, cins, weights } = subject;
  const { field, length, live } = task;
  const count = length / (heightOf(field.content) * widthOf(field.content) * 3);
  const places = placesOf(passes, field, weights, count);
  const channels = cins.map((_, index) => channelsOf(passes, index));
  const affines = channels.map((each) => runtime.put(new Float32Array(2 * each)));
  const statistics = cins.map((cin) => runtime.put(new Float32Array(2 * cin.channels)));
  const courses = cins.map((cin) => runtime.put(new Float32Array(1 + 2 * cin.channels)));
  const most = Math.max(0, ...channels);
  const sums = runtime.take(runtime.shares * 2 * most * Float64Array.BYTES_PER_ELEMENT);
  const pictures = runtime.take(places.bytes);
  const writer = new Writer(runtime, subject, places, pictures, count);
  const steps = passes.flatMap((pass, index) => {
    if (!pass.convolution) return [writer.addition(index)];
    const { cin } = pass.convolution.step;
    if (cin === null) return [writer.convolution(pass, index)];
    const factors = affines[cin] as number;
    if (!live) return [writer.convolution(pass, index, factors)];
    const normalization = {
      factors,
      sums,
      statistics: statistics[cin] as number,
      course: courses[cin] as number,
      distinct: (cins[cin] as Cin).channels,
      subpixels: (cins[cin] as Cin).subpixels,
      epsilon: (cins[cin] as Cin).epsilon,
    };
    return [
      writer.measuredConvolution(pass, index, sums),
      writer.normalized(pass, index, normalization),
    ];
  });
  const stored = (name: string): StoredPicture => {
    const index = passes.findIndex(({ out }) => out === name);
    const { offset, area, channels } = (places.passes[index] as Places["passes"][number]).output;
    const length = count * heightOf(area) * widthOf(area) * channels;
    return { address: pictures + offset, length, channels };
  };
  return {
    schedule: runtime.schedule(steps),
    content: pictures + places.content.offset,
    affines,
    channels,
    statistics,
    courses,
    kept: subject.kept.map(stored),
  };
}

function channelsOf(passes: readonly Pass[], cin: number): number {
  const pass = passes.find(({ convolution }) => convolution?.step.cin === cin);
  return (pass as ConvolutionPass).kernel.channels;
}

/** Writes the steps of a painting. */
class Writer {
  readonly #runtime: WasmRuntime;
  readonly #subject: Subject;
  readonly #places: Places;
  /** Where the pictures lie. */
  readonly #pictures: number;
  readonly #count: number;

  constructor(
    runtime: WasmRuntime,
    subject: Subject,
    places: Places,
    pictures: number,
    count: number,
  ) {
    this.#runtime = runtime;
    this.#subject = subject;
    this.#places = places;
    this.#pictures = pictures;
    this.#count = count;
  }

  /** A convolution with all that belongs to it. */
  convolution(pass: ConvolutionPass, index: number, factors?: number): WasmStep {
    const { convolution } = pass;
    const own = this.#subject.addresses.get(pass) as KernelAddresses;
    return {
      ...this.#products(pass, index),
      factors: factors ?? own.factors,
      activation: ACTIVATIONS[convolution.step.activation],
      ...this.#addend(index),
    };
  }

  /** A convolution whose products are only measured. */
  measuredConvolution(pass: ConvolutionPass, index: number, sums: number): WasmStep {
    return { ...this.#products(pass, index), sums };
  }

  /** What a CIN layer does to the products of `measuredConvolution`. */
  normalized(pass: ConvolutionPass, index: number, normalization: WasmStep): WasmStep {
    return {
      kind: KINDS.normalize,
      ...this.#output(index),
      activation: ACTIVATIONS[pass.convolution.step.activation],
      ...this.#addend(index),
      ...normalization,
    };
  }

  addition(index: number): WasmStep {
    const { inputs, output } = this.#at(index);
    const { address, picture, row } = this.#part(inputs[0] as Place, output.area);
    return {
      kind: KINDS.add,
      ...this.#output(index),
      input: address,
      inputPicture: picture,
      inputRow: row,
      ...this.#addend(index),
    };
  }

  #at(index: number): Places["passes"][number] {
    return this.#places.passes[index] as Places["passes"][number];
  }

  #output(index: number): WasmStep {
    const { area, channels, offset } = this.#at(index).output;
    return {
      pictures: this.#count,
      output: this.#pictures + offset,
      height: heightOf(area),
      width: widthOf(area),
      channels,
    };
  }

  #products({ convolution, kernel }: ConvolutionPass, index: number): WasmStep {
    const { inputs, output } = this.#at(index);
    const input = inputs[0] as Place;
    const pass = this.#subject.passes[index] as Pass;
    const { filter, depthwise } = this.#subject.addresses.get(pass) as KernelAddresses;
    const { picture, row } = this.#part(input, input.area);
    const { pad, border } = convolution.depthwise ?? convolution.step;
    const factor = convolution.doubled ? 2 : 1;
    const { rows, columns } = met(kernel, output.area);
    const rowsMet = positions(output.area.top * kernel.stride - pad[0], rows, {
      length: input.height * factor,
      factor,
      from: input.area.top,
      to: input.area.bottom,
      border,
    });
    const columnsMet = positions(output.area.left * kernel.stride - pad[2], columns, {
      length: input.width * factor,
      factor,
      from: input.area.left,
      to: input.area.right,
      border,
    });
    return {
      kind: kernel.kind,
      ...this.#output(index),
      input: this.#pictures + input.offset,
      inputPicture: picture,
      inputRow: row,
      inputChannels: input.channels,
      rows: this.#runtime.put(rowsMet),
      columns: this.#runtime.put(columnsMet),
      columnCount: columns,
      filterHeight: kernel.height,
      filterWidth: kernel.width,
      stride: kernel.stride,
      depthwise,
      weights: filter,
    };
  }

  /** What is added to a pass's output, if anything. */
  #addend(index: number): WasmStep {
    const { inputs, output } = this.#at(index);
    const addend = inputs[1];
    if (!addend) return {};
    const { address, picture, row } = this.#part(addend, output.area);
    return { addend: address, addendPicture: picture, addendRow: row };
  }

  /** A part of what there is of a picture. */
  #part({ offset, area, channels }: Place, part: Area) {
    const row = widthOf(area) * channels * 4;
    const first = (part.top - area.top) * row + (part.left - area.left) * channels * 4;
    return { address: this.#pictures + offset + first, picture: heightOf(area) * row, row };
  }
}

/** Pixels that are made at a time, along a row and across rows. */
const GROUPS: Readonly<Record<number, readonly [number, number]>> = {
  [KINDS.winograd]: [16, 4],
  [KINDS.direct]: [4, 1],
  [KINDS.depthwise]: [1, 1],
  [KINDS.separable]: [4, 1],
};

/** How many rows and columns a filter meets that makes an area, in whole groups. */
function met({ kind, height, width, stride }: PackedWeights, area: Area) {
  const [along, across] = GROUPS[kind] as readonly [number, number];
  const rows = Math.ceil(heightOf(area) / across) * across;
  const columns = Math.ceil(widthOf(area) / along) * along;
  return { rows: (rows - 1) * stride + height, columns: (columns - 1) * stride + width };
}

/** A side of a picture that is enlarged `factor` times, and the part of it that there is. */
interface Side {
  /** Of the whole, enlarged. */
  readonly length: number;
  readonly factor: number;
  readonly from: number;
  readonly to: number;
  readonly border: ConvolutionStep["border"];
}

/** Where what a filter meets lies in the part that there is; -1 for zeros. */
function positions(
  first: number,
  count: number,
  { length, factor, from, to, border }: Side,
): Int32Array {
  return Int32Array.from({ length: count }, (_, k) => {
    if (border === "zeros" && (first + k < 0 || first + k >= length)) return -1;
    const position = Math.floor(mirrored(first + k, length) / factor);
    // Groups reach beyond what is wanted; what they make of it is never read.
    return Math.min(Math.max(position, from), to - 1) - from;
  });
}
