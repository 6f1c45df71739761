import { type io, keep, type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import { convolved, disposeKernel, type Kernel, uploaded } from "./convolve";
import { execute } from "./executor";
import { type Affine, frozen, styled } from "./fold";
import type { TransformerFiles } from "./networks";
import { type Measured, measured, normalized } from "./normalize";
import { isConvolution, type Plan, type PlannedConvolution, planned } from "./plan";
import type { Cin, Pad, Program, Statistic, Statistics } from "./program";
import type { FoldableTransformer, FoldedTransformer } from "./transformer";
import { Weights } from "./weights";

type Kernels = ReadonlyMap<PlannedConvolution, Kernel>;

/** A transformer that is run step by step, so that the engine may do each in the quickest way. */
export class ProgramTransformer implements FoldableTransformer {
  readonly files: TransformerFiles;
  readonly #cins: readonly Cin[];
  readonly #weights: Weights;
  readonly #plan: Plan;
  readonly #kernels: Kernels;

  constructor(files: TransformerFiles, program: Program, artifacts: io.ModelArtifacts) {
    this.files = files;
    this.#cins = program.cins;
    this.#weights = new Weights(program, artifacts);
    this.#plan = planned(program, this.#weights);
    this.#kernels = kernels(this.#plan, (step) => uploaded(step, this.#weights));
  }

  async run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array> {
    return await valuesOf(this.#paint(values, width, height, vector));
  }

  async measure(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Statistics> {
    const found: Measured[] = [];
    try {
      this.#paint(values, width, height, vector, (index, { mean, variance }) => {
        found[index] = { mean: keep(mean.clone()), variance: keep(variance.clone()) };
      }).dispose();
      return await Promise.all(found.map(downloaded));
    } finally {
      for (const { mean, variance } of found) {
        mean.dispose();
        variance.dispose();
      }
    }
  }

  folded(statistics: Statistics, vector: Float32Array): FoldedTransformer {
    const affines = this.#cins.map((cin, index) =>
      frozen(cin, styled(cin, vector, this.#weights), statistics[index] as Statistic),
    );
    const folded = kernels(this.#plan, (step) =>
      uploaded(step, this.#weights, step.cin === null ? undefined : affines[step.cin]),
    );
    return new FoldedProgram(this.#plan, folded);
  }

  dispose(): void {
    for (const kernel of this.#kernels.values()) disposeKernel(kernel);
  }

  #paint(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
    onMeasured: (index: number, statistics: Measured) => void = () => {},
  ): Tensor4D {
    const styles = this.#cins.map((cin) => styled(cin, vector, this.#weights));
    const content = contentTensor(values, width, height, this.#plan.contentPad);
    return execute(this.#plan, content, (step, picture) => {
      const kernel = this.#kernels.get(step) as Kernel;
      if (step.cin === null) return convolved(step, picture, kernel, step.activation);
      const cin = this.#cins[step.cin] as Cin;
      const outputs = convolved(step, picture, kernel, "linear");
      const statistics = measured(outputs, cin);
      onMeasured(step.cin, statistics);
      return normalized(outputs, cin, statistics, styles[step.cin] as Affine, step.activation);
    });
  }
}

class FoldedProgram implements FoldedTransformer {
  readonly #plan: Plan;
  readonly #kernels: Kernels;

  constructor(plan: Plan, kernels: Kernels) {
    this.#plan = plan;
    this.#kernels = kernels;
  }

  async run(values: Float32Array, width: number, height: number): Promise<Float32Array> {
    const content = contentTensor(values, width, height, this.#plan.contentPad);
    const cells = execute(this.#plan, content, (step, picture) =>
      convolved(step, picture, this.#kernels.get(step) as Kernel, step.activation),
    );
    return await valuesOf(cells);
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

async function valuesOf(cells: Tensor4D): Promise<Float32Array> {
  try {
    return await cells.data<"float32">();
  } finally {
    cells.dispose();
  }
}

/** Values [height, width, 3] with reflected pixels around them, as a tensor. */
function contentTensor(values: Float32Array, width: number, height: number, pad: Pad): Tensor4D {
  const [top, bottom, left, right] = pad;
  const [rows, columns] = [top + height + bottom, left + width + right];
  const bordered = new Float32Array(rows * columns * 3);
  const copy = (from: number, to: number) => {
    for (let channel = 0; channel < 3; channel++) {
      bordered[to * 3 + channel] = values[from * 3 + channel] as number;
    }
  };
  for (let y = 0; y < rows; y++) {
    const from = reflected(y - top, height) * width;
    const to = y * columns;
    bordered.set(values.subarray(from * 3, (from + width) * 3), (to + left) * 3);
    for (let x = 0; x < left; x++) copy(from + reflected(x - left, width), to + x);
    for (let x = left + width; x < columns; x++) copy(from + reflected(x - left, width), to + x);
  }
  return tensor4d(bordered, [1, rows, columns, 3]);
}

/** The position that a mirror at the edge shows at `position`. */
function reflected(position: number, length: number): number {
  if (position < 0) return -position;
  return position < length ? position : 2 * (length - 1) - position;
}
