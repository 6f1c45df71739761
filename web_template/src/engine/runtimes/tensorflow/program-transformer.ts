import { type io, keep, type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { type Area, heightOf, widthOf } from "../../base/area";
import type { TransformerFiles } from "../../networks/set";
import type { Content, FoldedTransformer } from "../../networks/transformer";
import type { Cells } from "../../pictures/cells";
import type { Affine } from "../../program/fold";
import {
  hasPad,
  hasSides,
  type LoweredConvolution,
  type LoweredProgram,
  lowered,
} from "../../program/lowering";
import { type MemoryModel, memoryModelOf } from "../../program/memory-model";
import type { Cin, Program, Statistic, Statistics } from "../../program/program";
import type { ReceptiveField } from "../../program/receptive-field";
import { Weights } from "../../program/weights";
import { LoweredTransformer } from "../lowered-transformer";
import { convolved, disposeWeights, type UploadedWeights, uploadedWeights } from "./convolve";
import { type Convolve, execute } from "./executor";
import { type MeasuredTensors, measured, normalized } from "./normalize";
import { cellsOf } from "./tensors";

type AllWeights = ReadonlyMap<LoweredConvolution, UploadedWeights>;

/** A transformer that is run step by step, so that the engine may do each in the quickest way. */
export class ProgramTransformer extends LoweredTransformer {
  readonly oneShape: boolean;
  readonly memoryModel: MemoryModel;
  readonly #weights: AllWeights;

  /** @param oneShape whether the backend compiles for each shape of tile */
  constructor(
    files: TransformerFiles,
    program: Program,
    artifacts: io.ModelArtifacts,
    oneShape: boolean,
  ) {
    super(files, loweredForKernels(program, new Weights(program, artifacts)), program.cins);
    this.oneShape = oneShape;
    this.memoryModel = memoryModelOf(this.program, files.multiple, files.cellSize);
    this.#weights = this.#allWeights(() => undefined);
  }

  async paint(content: Content, vector: Float32Array): Promise<Cells> {
    return await cellsOf(await this.#paint(content, vector), this.files.cellSize);
  }

  async measure(content: Content, vector: Float32Array): Promise<Statistics> {
    const found: MeasuredTensors[] = [];
    try {
      const cells = await this.#paint(content, vector, (index, statistics) => {
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

  dispose(): void {
    for (const weights of this.#weights.values()) disposeWeights(weights);
  }

  protected withAffines(affines: readonly Affine[]): FoldedTransformer {
    const weights = this.#allWeights((cin) => affines[cin]);
    return new FoldedProgram(this.program, weights, this.files.cellSize);
  }

  #allWeights(affineOf: (cin: number) => Affine | undefined): AllWeights {
    const { steps, weights } = this.program;
    return new Map(
      steps
        .filter((step) => step.op === "convolve")
        .map((convolution) => {
          const { cin } = convolution.step;
          const affine = cin === null ? undefined : affineOf(cin);
          return [convolution, uploadedWeights(convolution, weights, affine)];
        }),
    );
  }

  async #paint(
    content: Content,
    vector: Float32Array,
    onMeasured: (index: number, statistics: MeasuredTensors) => void = () => {},
  ): Promise<Tensor4D> {
    const styles = this.styles(vector);
    const field = this.receptiveField(content.width, content.height);
    const convolve: Convolve = (convolution, picture, part) => {
      const weights = this.#weights.get(convolution) as UploadedWeights;
      const { cin: index, activation } = convolution.step;
      if (index === null) return convolved(convolution, picture, part, weights, activation);
      const cin = this.cins[index] as Cin;
      const outputs = tidy(() => convolved(convolution, picture, part, weights, "linear"));
      const statistics = measured(outputs, cin);
      onMeasured(index, statistics);
      return normalized(outputs, cin, statistics, styles[index] as Affine, activation);
    };
    return await execute(this.program, field, borderedTensor(content, field.content), convolve);
  }
}

class FoldedProgram implements FoldedTransformer {
  readonly #program: LoweredProgram;
  readonly #weights: AllWeights;
  readonly #cellSize: number;

  constructor(program: LoweredProgram, weights: AllWeights, cellSize: number) {
    this.#program = program;
    this.#weights = weights;
    this.#cellSize = cellSize;
  }

  async paint(values: Float32Array, field: ReceptiveField): Promise<Cells> {
    const { content } = field;
    const picture = tensor4d(values, [1, heightOf(content), widthOf(content), 3]);
    const cells = await execute(this.#program, field, picture, (convolution, input, part) => {
      const weights = this.#weights.get(convolution) as UploadedWeights;
      return convolved(convolution, input, part, weights, convolution.step.activation);
    });
    return await cellsOf(cells, this.#cellSize);
  }

  dispose(): void {
    for (const weights of this.#weights.values()) disposeWeights(weights);
  }
}

/** What the kernels of TensorFlow.js do in one: see `upConvolved` and `separablyConvolved`. */
function loweredForKernels(program: Program, weights: Weights): LoweredProgram {
  const fuses = ({ step, depthwise, repeat, doubled }: LoweredConvolution) => {
    if (depthwise) return !doubled && repeat > 1 && depthwise.stride === 1;
    return !doubled || (hasSides(step, 3, weights) && step.stride === 1 && hasPad(step, 1));
  };
  return lowered(program, weights, { fuses, bordered: true, inPhases: true });
}

async function downloaded({ mean, variance }: MeasuredTensors): Promise<Statistic> {
  return {
    mean: await mean.data<"float32">(),
    variance: await variance.data<"float32">(),
  };
}

/** Values [count, height, width, 3] with what lies around each picture reflected, as a tensor. */
function borderedTensor({ values, width, height }: Content, area: Area): Tensor4D {
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
