import { getBackend, type io, keep, type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { type Area, heightOf, wholeArea, widthOf } from "../../base/area";
import type { TransformerFiles } from "../../networks/set";
import type { FoldableTransformer, FoldedTransformer } from "../../networks/transformer";
import type { Cells } from "../../pictures/blocks";
import { type Affine, allFrozen, styled } from "../../program/fold";
import { type MemoryModel, memoryModelOf } from "../../program/memory-model";
import { isConvolution, type Plan, type PlannedConvolution, planned } from "../../program/plan";
import type { Cin, Program, Statistic, Statistics } from "../../program/program";
import { haloOf, type ReceptiveField, receptiveFieldOf } from "../../program/receptive-field";
import { Weights } from "../../program/weights";
import { convolved, disposeKernel, type Kernel, uploaded } from "./convolve";
import { type Convolve, execute } from "./executor";
import { type Measured, measured, normalized } from "./normalize";
import { cellsOf, numbersOf } from "./tensors";

/** Backends that compile their programs for the shapes they meet. */
const COMPILING: readonly string[] = ["webgpu", "webgl"];

type Kernels = ReadonlyMap<PlannedConvolution, Kernel>;

/** A transformer that is run step by step, so that the engine may do each in the quickest way. */
export class ProgramTransformer implements FoldableTransformer {
  readonly files: TransformerFiles;
  readonly halo: number;
  readonly oneShape = COMPILING.includes(getBackend());
  readonly memoryModel: MemoryModel;
  readonly #cins: readonly Cin[];
  readonly #weights: Weights;
  readonly #plan: Plan;
  readonly #kernels: Kernels;

  constructor(files: TransformerFiles, program: Program, artifacts: io.ModelArtifacts) {
    this.files = files;
    this.#cins = program.cins;
    this.#weights = new Weights(program, artifacts);
    this.#plan = planned(program, this.#weights);
    const { multiple, cellSize } = files;
    this.halo = haloOf(this.#plan, this.#weights, multiple, cellSize);
    this.memoryModel = memoryModelOf(this.#plan, this.#weights, multiple, cellSize);
    this.#kernels = kernels(this.#plan, (step) => uploaded(step, this.#weights));
  }

  async run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array> {
    return await numbersOf(await this.#paint(values, width, height, vector));
  }

  async paint(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Cells> {
    return await cellsOf(await this.#paint(values, width, height, vector), this.files.cellSize);
  }

  async measure(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Statistics> {
    const found: Measured[] = [];
    try {
      const cells = await this.#paint(values, width, height, vector, (index, statistics) => {
        const { mean, variance } = statistics;
        found[index] = { mean: keep(mean.clone()), variance: keep(variance.clone()) };
      });
      cells.dispose();
      return await Promise.all(found.map(downloaded));
    } finally {
      for (const { mean, variance } of found) {
        mean.dispose();
        variance.dispose();
      }
    }
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
    const folded = kernels(this.#plan, (step) =>
      uploaded(step, this.#weights, step.cin === null ? undefined : affines[step.cin]),
    );
    return new FoldedProgram(this.#plan, folded, this.files.cellSize);
  }

  dispose(): void {
    for (const kernel of this.#kernels.values()) disposeKernel(kernel);
  }

  async #paint(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
    onMeasured: (index: number, statistics: Measured) => void = () => {},
  ): Promise<Tensor4D> {
    const styles = this.#cins.map((cin) => styled(cin, vector, this.#weights));
    const field = this.receptiveField(width, height);
    const content = borderedTensor(values, width, height, field.content);
    const convolve: Convolve = (step, picture, part) => {
      const kernel = this.#kernels.get(step) as Kernel;
      if (step.cin === null) return convolved(step, picture, part, kernel, step.activation);
      const cin = this.#cins[step.cin] as Cin;
      const outputs = tidy(() => convolved(step, picture, part, kernel, "linear"));
      const statistics = measured(outputs, cin);
      onMeasured(step.cin, statistics);
      return normalized(outputs, cin, statistics, styles[step.cin] as Affine, step.activation);
    };
    return await execute(this.#plan, field, content, convolve);
  }
}

class FoldedProgram implements FoldedTransformer {
  readonly #plan: Plan;
  readonly #kernels: Kernels;
  readonly #cellSize: number;

  constructor(plan: Plan, kernels: Kernels, cellSize: number) {
    this.#plan = plan;
    this.#kernels = kernels;
    this.#cellSize = cellSize;
  }

  async paint(values: Float32Array, field: ReceptiveField): Promise<Cells> {
    const { content } = field;
    const picture = tensor4d(values, [1, heightOf(content), widthOf(content), 3]);
    const cells = await execute(this.#plan, field, picture, (step, picture, part) =>
      convolved(step, picture, part, this.#kernels.get(step) as Kernel, step.activation),
    );
    return await cellsOf(cells, this.#cellSize);
  }

  dispose(): void {
    for (const kernel of this.#kernels.values()) disposeKernel(kernel);
  }
}

function kernels(plan: Plan, upload: (step: PlannedConvolution) => Kernel): Kernels {
  return new Map(plan.steps.filter(isConvolution).map((step) => [step, upload(step)]));
}

async function downloaded({ mean, variance }: Measured): Promise<Statistic> {
  return {
    mean: await mean.data<"float32">(),
    variance: await variance.data<"float32">(),
  };
}

/** Values [count, height, width, 3] with what lies around each picture reflected, as a tensor. */
function borderedTensor(values: Float32Array, width: number, height: number, area: Area): Tensor4D {
  const count = values.length / (width * height * 3);
  const [rows, columns] = [heightOf(area), widthOf(area)];
  if (rows === height && columns === width) return tensor4d(values, [count, height, width, 3]);
  const bordered = new Float32Array(count * rows * columns * 3);
  const copy = (from: number, to: number) => {
    for (let channel = 0; channel < 3; channel++) {
      bordered[to * 3 + channel] = values[from * 3 + channel] as number;
    }
  };
  const left = -area.left;
  for (let row = 0; row < count * rows; row++) {
    const picture = Math.floor(row / rows) * height;
    const from = (picture + reflected((row % rows) + area.top, height)) * width;
    const to = row * columns;
    bordered.set(values.subarray(from * 3, (from + width) * 3), (to + left) * 3);
    for (let x = 0; x < left; x++) copy(from + reflected(x - left, width), to + x);
    for (let x = left + width; x < columns; x++) copy(from + reflected(x - left, width), to + x);
  }
  return tensor4d(bordered, [count, rows, columns, 3]);
}

/** The position that a mirror at the edge shows at `position`. */
function reflected(position: number, length: number): number {
  if (position < 0) return -position;
  return position < length ? position : 2 * (length - 1) - position;
}
