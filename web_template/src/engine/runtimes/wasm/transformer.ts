// A transformer that the project's own WebAssembly runtime runs.

import { wholeArea } from "../../base/area";
import type { TransformerFiles } from "../../networks/set";
import type {
  FoldableTransformer,
  FoldedTransformer,
  TransformerSource,
} from "../../networks/transformer";
import type { Cells } from "../../pictures/blocks";
import { type Affine, allFrozen, styled } from "../../program/fold";
import { fusedPlan } from "../../program/lowering";
import type { MemoryModel } from "../../program/memory-model";
import type { Plan } from "../../program/plan";
import type { Cin, Statistics } from "../../program/program";
import { haloOf, type ReceptiveField, receptiveFieldOf } from "../../program/receptive-field";
import { Weights } from "../../program/weights";
import { type Pass, passesOf, placesOf } from "./memory-plan";
import { canConvolve } from "./packed-weights";
import type { WasmRuntime } from "./runtime";
import { heldWeights, type Prepared, prepared, type WeightAddresses } from "./schedule";

const isPage = typeof document !== "undefined";

/** Side of the picture whose memoryModel is taken, in the network's own multiples. */
const SIDE = 256;

/** What the CIN layers do: by statistics they measure, or by frozen ones. */
interface Manner {
  readonly live: boolean;
  /** Gamma and beta of the outputs of each, or scale and shift. */
  readonly affines: readonly Affine[];
}

export class WasmTransformer implements FoldableTransformer {
  readonly files: TransformerFiles;
  readonly halo: number;
  readonly oneShape = false;
  readonly memoryModel: MemoryModel;
  readonly #runtime: WasmRuntime;
  readonly #weights: Weights;
  readonly #plan: Plan;
  readonly #cins: readonly Cin[];
  readonly #passes: readonly Pass[];
  #addresses: WeightAddresses | undefined;
  /** Above the weights, which stay as long as the transformer paints. */
  #top = 0;
  #last: { readonly key: string; readonly prepared: Prepared } | undefined;

  private constructor(
    runtime: WasmRuntime,
    files: TransformerFiles,
    plan: Plan,
    cins: readonly Cin[],
    weights: Weights,
    passes: readonly Pass[],
  ) {
    const { multiple, cellSize } = files;
    this.files = files;
    this.halo = haloOf(plan, weights, multiple, cellSize);
    this.#runtime = runtime;
    this.#weights = weights;
    this.#plan = plan;
    this.#cins = cins;
    this.#passes = passes;
    this.memoryModel = this.#measuredFootprint();
  }

  /** The transformer, or undefined where it has a step that the runtime does not know. */
  static load(runtime: WasmRuntime, { files, artifacts }: TransformerSource) {
    const { program } = files;
    if (!program) return undefined;
    const weights = new Weights(program, artifacts);
    const steps = fusedPlan(program, weights, (step, depthwise) =>
      canConvolve(weights, step, depthwise),
    );
    if (!steps) return undefined;
    const plan: Plan = { bordered: false, steps: program.steps };
    const passes = passesOf(steps, weights);
    return new WasmTransformer(runtime, files, plan, program.cins, weights, passes);
  }

  async run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array> {
    const field = this.receptiveField(width, height);
    return await this.#run(values, field, this.#live(vector), ({ cells }) => this.#read(cells));
  }

  async paint(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Cells> {
    const { cellSize: size } = this.files;
    return { values: await this.run(values, width, height, vector), columns: width / size, size };
  }

  async measure(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Statistics> {
    const field = this.receptiveField(width, height);
    return await this.#run(values, field, this.#live(vector), ({ statistics }) =>
      this.#cins.map(({ channels }, index) => {
        const both = this.#runtime.floats(statistics[index] as number, 2 * channels);
        return { mean: both.slice(0, channels), variance: both.slice(channels) };
      }),
    );
  }

  receptiveField(
    width: number,
    height: number,
    painted = wholeArea(width, height),
  ): ReceptiveField {
    const size = wholeArea(width, height);
    return receptiveFieldOf(this.#plan, this.#weights, size, painted, this.files.cellSize);
  }

  folded(statistics: Statistics, vector: Float32Array): FoldedTransformer {
    const affines = allFrozen(this.#cins, statistics, vector, this.#weights);
    return {
      paint: async (values, field) => {
        const { cellSize: size } = this.files;
        const { left, right } = field.painted;
        const manner = { live: false, affines };
        const cells = await this.#run(values, field, manner, ({ cells }) => this.#read(cells));
        return { values: cells, columns: (right - left) / size, size };
      },
      dispose: () => {},
    };
  }

  dispose(): void {
    this.#last = undefined;
  }

  #live(vector: Float32Array): Manner {
    return { live: true, affines: this.#cins.map((cin) => styled(cin, vector, this.#weights)) };
  }

  /** Paints values, of several pictures where there are more than the receptive field asks for. */
  async #run<T>(
    values: Float32Array,
    field: ReceptiveField,
    { live, affines }: Manner,
    read: (prepared: Prepared) => T,
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
      await this.#runtime.run(prepared.schedule);
      return read(prepared);
    });
  }

  /** What was made ready for the last painting, where this one is like it. */
  #prepared(length: number, field: ReceptiveField, live: boolean): Prepared {
    const { height, width, painted } = field;
    const key = JSON.stringify([length, height, width, painted, live]);
    const runtime = this.#runtime;
    if (!runtime.isOf(this)) {
      runtime.clear();
      this.#last = undefined;
      this.#addresses = heldWeights(runtime, this.#passes, this.#weights);
      this.#top = runtime.top;
      runtime.belongTo(this);
    }
    if (this.#last?.key === key) return this.#last.prepared;
    this.#last = undefined;
    runtime.rewind(this.#top);
    const addresses = this.#addresses as WeightAddresses;
    const found = prepared(
      runtime,
      { passes: this.#passes, cins: this.#cins, weights: this.#weights, addresses },
      { field, length, live },
    );
    this.#last = { key, prepared: found };
    return found;
  }

  /**
   * Numbers of cells, without what only fills them up: in a worker, where whoever asked takes them before
   * the next painting begins, as they lie in the runtime's memory.
   */
  #read({ address, length, channels }: Prepared["cells"]): Float32Array {
    const stored = this.#runtime.floats(address, length);
    const depth = this.files.cellSize ** 2 * 3;
    if (depth === channels) return isPage ? stored.slice() : stored;
    const cells = new Float32Array((length / channels) * depth);
    for (let to = 0, from = 0; from < length; from += channels, to += depth) {
      for (let k = 0; k < depth; k++) cells[to + k] = stored[from + k] as number;
    }
    return cells;
  }

  #measuredFootprint(): MemoryModel {
    const side = SIDE * this.files.multiple;
    const { bytes } = placesOf(this.#passes, this.receptiveField(side, side), this.#weights, 1);
    // What is given and what comes back lies outside of the runtime's memory.
    const outside = (3 + 3) * Float32Array.BYTES_PER_ELEMENT;
    return { pictures: bytes / side ** 2 + outside, largest: 0, places: 0, columns: 0 };
  }
}
