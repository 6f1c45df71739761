// A transformer that the project's own WebAssembly runtime runs.

import type { TransformerFiles } from "../../networks/set";
import type {
  Content,
  Course,
  FoldedTransformer,
  Painted,
  TransformerSource,
} from "../../networks/transformer";
import type { Cells } from "../../pictures/cells";
import type { Affine } from "../../program/fold";
import { type LoweredProgram, lowered } from "../../program/lowering";
import type { MemoryModel } from "../../program/memory-model";
import type { Cin, Statistic, Statistics } from "../../program/program";
import type { ReceptiveField } from "../../program/receptive-field";
import { Weights } from "../../program/weights";
import { LoweredTransformer } from "../lowered-transformer";
import { type Pass, passesOf, placesOf } from "./memory-plan";
import { canConvolve } from "./packed-weights";
import type { WasmRuntime } from "./runtime";
import {
  heldWeights,
  type PreparedPainting,
  prepared,
  type StoredPicture,
  type WeightAddresses,
} from "./schedule";

const isPage = typeof document !== "undefined";

/** What is read of a painting. */
const KEPT = ["cells"];

/** Side of the picture whose memory is measured, in the network's own multiples. */
const SIDE = 256;

const NONE: Statistic = { mean: new Float32Array(0), variance: new Float32Array(0) };

/** What the CIN layers do: by statistics they measure, or by frozen ones. */
interface Manner {
  readonly live: boolean;
  /** Gamma and beta of the outputs of each, or scale and shift. */
  readonly affines: readonly Affine[];
  /** What statistics come from that are measured; themselves where it is left out. */
  readonly course?: Course | undefined;
}

export class WasmTransformer extends LoweredTransformer {
  readonly oneShape = false;
  readonly memoryModel: MemoryModel;
  readonly #runtime: WasmRuntime;
  readonly #passes: readonly Pass[];
  #addresses: WeightAddresses | undefined;
  /** Above the weights, which stay as long as the transformer paints. */
  #top = 0;
  #last: { readonly key: string; readonly prepared: PreparedPainting } | undefined;

  private constructor(
    runtime: WasmRuntime,
    files: TransformerFiles,
    program: LoweredProgram,
    cins: readonly Cin[],
  ) {
    super(files, program, cins);
    this.#runtime = runtime;
    this.#passes = passesOf(program, KEPT);
    this.memoryModel = this.#measuredMemory();
  }

  /** The transformer, or undefined where it has a step that the runtime does not know. */
  static load(runtime: WasmRuntime, { files, artifacts }: TransformerSource) {
    if (!files.program) return undefined;
    const weights = new Weights(files.program, artifacts);
    const program = lowered(files.program, weights, {
      fuses: (convolution) => canConvolve(weights, convolution),
      bordered: false,
      inPhases: false,
    });
    const isKnown = program.steps.every(
      (step) => step.op === "add" || (step.op === "convolve" && canConvolve(weights, step)),
    );
    return isKnown ? new WasmTransformer(runtime, files, program, files.program.cins) : undefined;
  }

  async paint({ values, width, height }: Content, vector: Float32Array): Promise<Cells> {
    const field = this.receptiveField(width, height);
    return await this.#painted(values, field, this.#live(vector));
  }

  async measure({ values, width, height }: Content, vector: Float32Array): Promise<Statistics> {
    const field = this.receptiveField(width, height);
    return await this.#run(values, field, this.#live(vector), (prepared) =>
      this.#statistics(prepared),
    );
  }

  /** In one go: each layer takes its statistics as soon as they are measured. */
  override async paintMeasured(
    { values, width, height }: Content,
    vector: Float32Array,
    course?: Course,
  ): Promise<Painted> {
    const field = this.receptiveField(width, height);
    const manner = { ...this.#live(vector), course };
    return await this.#run(values, field, manner, (prepared) => ({
      cells: this.#cells(prepared, field),
      statistics: this.#statistics(prepared),
    }));
  }

  protected withAffines(affines: readonly Affine[]): FoldedTransformer {
    return {
      paint: async (values, field) => await this.#painted(values, field, { live: false, affines }),
      dispose: () => {},
    };
  }

  dispose(): void {
    this.#last = undefined;
  }

  #live(vector: Float32Array): Manner {
    return { live: true, affines: this.styles(vector) };
  }

  async #painted(values: Float32Array, field: ReceptiveField, manner: Manner): Promise<Cells> {
    return await this.#run(values, field, manner, (prepared) => this.#cells(prepared, field));
  }

  #cells({ kept }: PreparedPainting, { painted }: ReceptiveField): Cells {
    const { cellSize: size } = this.files;
    const values = this.#read(kept[0] as StoredPicture);
    return { values, columns: (painted.right - painted.left) / size, size };
  }

  #statistics({ statistics }: PreparedPainting): Statistics {
    return this.cins.map(({ channels }, index) => {
      const both = this.#runtime.floats(statistics[index] as number, 2 * channels);
      return { mean: both.slice(0, channels), variance: both.slice(channels) };
    });
  }

  /** Paints values, of several pictures where there are more than the receptive field asks for. */
  async #run<T>(
    values: Float32Array,
    field: ReceptiveField,
    { live, affines, course }: Manner,
    read: (prepared: PreparedPainting) => T,
  ): Promise<T> {
    return await this.#runtime.exclusively(async () => {
      const prepared = this.#prepared(values.length, field, live);
      this.#runtime.floats(prepared.content, values.length).set(values);
      for (const [index, address] of prepared.affines.entries()) {
        const { scale, shift } = affines[index] as Affine;
        const channels = prepared.channels[index] as number;
        this.#runtime.floats(address, scale.length).set(scale);
        this.#runtime.floats(address + 4 * channels, shift.length).set(shift);
      }
      for (const [index, address] of prepared.courses.entries()) {
        const { mean, variance } = course?.from[index] ?? NONE;
        const numbers = this.#runtime.floats(address, 1 + mean.length + variance.length);
        numbers[0] = course?.share ?? 1;
        numbers.set(mean, 1);
        numbers.set(variance, 1 + mean.length);
      }
      await this.#runtime.run(prepared.schedule);
      return read(prepared);
    });
  }

  /** What was made ready for the last painting, where this one is like it. */
  #prepared(length: number, field: ReceptiveField, live: boolean): PreparedPainting {
    const { height, width, painted } = field;
    const key = JSON.stringify([length, height, width, painted, live]);
    const runtime = this.#runtime;
    if (!runtime.isOf(this)) {
      runtime.clear();
      this.#last = undefined;
      this.#addresses = heldWeights(runtime, this.#passes, this.program.weights);
      this.#top = runtime.top;
      runtime.belongTo(this);
    }
    if (this.#last?.key === key) return this.#last.prepared;
    this.#last = undefined;
    runtime.rewind(this.#top);
    const addresses = this.#addresses as WeightAddresses;
    const found = prepared(
      runtime,
      {
        passes: this.#passes,
        kept: KEPT,
        cins: this.cins,
        weights: this.program.weights,
        addresses,
      },
      { field, length, live },
    );
    this.#last = { key, prepared: found };
    return found;
  }

  /**
   * Numbers of cells, without what only fills them up: in a worker, where the caller takes them before
   * the next painting begins, as they lie in the runtime's memory.
   */
  #read({ address, length, channels }: StoredPicture): Float32Array {
    const stored = this.#runtime.floats(address, length);
    const depth = this.files.cellSize ** 2 * 3;
    if (depth === channels) return isPage ? stored.slice() : stored;
    const cells = new Float32Array((length / channels) * depth);
    for (let to = 0, from = 0; from < length; from += channels, to += depth) {
      for (let k = 0; k < depth; k++) cells[to + k] = stored[from + k] as number;
    }
    return cells;
  }

  #measuredMemory(): MemoryModel {
    const side = SIDE * this.files.multiple;
    const { bytes } = placesOf(
      this.#passes,
      this.receptiveField(side, side),
      this.program.weights,
      1,
    );
    // What is given and what comes back lies outside of the runtime's memory.
    const outside = (3 + 3) * Float32Array.BYTES_PER_ELEMENT;
    return { pictures: bytes / side ** 2 + outside, largest: 0, places: 0, columns: 0 };
  }
}
