// A transformer that the graphics card draws: a pass for a convolution with all that belongs to it.

import { heightOf, wholeArea, widthOf } from "../../base/area";
import type { TransformerFiles } from "../../networks/set";
import type {
  FoldableTransformer,
  FoldedTransformer,
  TransformerSource,
} from "../../networks/transformer";
import type { Cells } from "../../pictures/blocks";
import { type Affine, allFrozen, styled } from "../../program/fold";
import {
  type FusedConvolution,
  type FusedStep,
  fusedPlan,
  sidesAfter,
} from "../../program/lowering";
import { type MemoryModel, memoryModelOf } from "../../program/memory-model";
import type { Plan } from "../../program/plan";
import type {
  Activation,
  Cin,
  ConvolutionStep,
  Statistic,
  Statistics,
} from "../../program/program";
import {
  haloOf,
  type Part,
  type ReceptiveField,
  receptiveFieldOf,
} from "../../program/receptive-field";
import { Weights } from "../../program/weights";
import type { Surface, WebglDevice } from "./device";
import {
  convolvedBy,
  type Measured,
  measuredBy,
  normalizedBy,
  pixelsOf,
  shapeOf,
  sum,
  type View,
} from "./passes";
import { convolutionShader, pixelShader } from "./shaders";
import { freeWeights, type UploadedWeights, uploadedWeights } from "./uploaded-weights";

type Kernels = ReadonlyMap<FusedConvolution, UploadedWeights>;

/** What is done with a convolution's outputs. */
type Finish = (step: FusedConvolution, outputs: Surface) => Surface;

/** What all ways of device a transformer share. */
interface Subject {
  readonly device: WebglDevice;
  readonly steps: readonly FusedStep[];
  readonly weights: Weights;
  readonly cellSize: number;
}

export class WebglTransformer implements FoldableTransformer {
  readonly files: TransformerFiles;
  readonly halo: number;
  readonly oneShape = false;
  readonly memoryModel: MemoryModel;
  readonly #subject: Subject;
  readonly #plan: Plan;
  readonly #cins: readonly Cin[];
  readonly #kernels: Kernels;

  private constructor(files: TransformerFiles, plan: Plan, cins: readonly Cin[], subject: Subject) {
    const { weights } = subject;
    const { multiple, cellSize } = files;
    this.files = files;
    this.halo = haloOf(plan, weights, multiple, cellSize);
    this.memoryModel = {
      ...memoryModelOf(plan, weights, multiple, cellSize),
      columns: 0,
      places: 0,
    };
    this.#subject = subject;
    this.#plan = plan;
    this.#cins = cins;
    this.#kernels = kernels(subject, () => undefined);
    this.#prepareShaders();
  }

  /** The transformer, or undefined where it has a step that cannot be drawn. */
  static load(device: WebglDevice, { files, artifacts }: TransformerSource) {
    const { program, cellSize } = files;
    if (!program) return undefined;
    const weights = new Weights(program, artifacts);
    const most = device.mostLayers * 4;
    const steps = fusedPlan(program, weights, (step) => fillsLayers(step, weights, most));
    if (!steps) return undefined;
    const subject = { device, steps, weights, cellSize };
    const plan: Plan = { bordered: false, steps: program.steps };
    return new WebglTransformer(files, plan, program.cins, subject);
  }

  async run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array> {
    const painted = await this.paint(values, width, height, vector);
    return inCells(painted, width, height, this.files.cellSize);
  }

  async paint(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Cells> {
    const field = this.receptiveField(width, height);
    const cells = this.#cells(values, field, vector, () => {});
    return await pixelsOf(this.#subject.device, cells, this.#subject.cellSize);
  }

  async measure(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Statistics> {
    const { device } = this.#subject;
    const found: Statistic[] = [];
    const read = (index: number, { means, variances }: Measured) => {
      const { channels } = this.#cins[index] as Cin;
      found[index] = {
        mean: device.numbers(means).slice(0, channels),
        variance: device.numbers(variances).slice(0, channels),
      };
    };
    device.spare(this.#cells(values, this.receptiveField(width, height), vector, read));
    return found;
  }

  receptiveField(
    width: number,
    height: number,
    painted = wholeArea(width, height),
  ): ReceptiveField {
    const { weights, cellSize } = this.#subject;
    return receptiveFieldOf(this.#plan, weights, wholeArea(width, height), painted, cellSize);
  }

  folded(statistics: Statistics, vector: Float32Array): FoldedTransformer {
    const { weights } = this.#subject;
    const affines = allFrozen(this.#cins, statistics, vector, weights);
    const folded = kernels(this.#subject, (cin) => affines[cin]);
    return new FoldedWebglTransformer(this.#subject, folded);
  }

  dispose(): void {
    forget(this.#subject, this.#kernels);
  }

  #prepareShaders(): void {
    const { device, weights, cellSize } = this.#subject;
    const shaders = new Set([pixelShader(cellSize)]);
    for (const [drawn, kernel] of this.#kernels) {
      const { cin, activation } = drawn.step;
      for (const { layers } of kernel) {
        for (const applied of cin === null ? [activation] : [activation, "linear" as const]) {
          shaders.add(convolutionShader(shapeOf(device, drawn, weights, layers, applied)));
        }
      }
    }
    device.prepare(shaders);
  }

  /** Draws with the statistics of the values themselves. */
  #cells(
    values: Float32Array,
    field: ReceptiveField,
    vector: Float32Array,
    onMeasured: (index: number, statistics: Measured) => void,
  ): Surface {
    const { device, weights } = this.#subject;
    const styles = this.#cins.map((cin) => styled(cin, vector, weights));
    const finish: Finish = ({ step }, outputs) => {
      if (step.cin === null) return outputs;
      const cin = this.#cins[step.cin] as Cin;
      const measured = measuredBy(device, outputs, cin);
      onMeasured(step.cin, measured);
      const style = styles[step.cin] as Affine;
      const normalized = normalizedBy(device, outputs, measured, cin, style, step.activation);
      for (const surface of [outputs, measured.means, measured.variances]) device.spare(surface);
      return normalized;
    };
    const activation = ({ step }: FusedConvolution) =>
      step.cin === null ? step.activation : "linear";
    return cellsBy(this.#subject, this.#kernels, values, field, activation, finish);
  }
}

class FoldedWebglTransformer implements FoldedTransformer {
  readonly #subject: Subject;
  readonly #kernels: Kernels;

  constructor(subject: Subject, kernels: Kernels) {
    this.#subject = subject;
    this.#kernels = kernels;
  }

  async paint(values: Float32Array, field: ReceptiveField): Promise<Cells> {
    const activation = ({ step }: FusedConvolution) => step.activation;
    const finish: Finish = (_, outputs) => outputs;
    const cells = cellsBy(this.#subject, this.#kernels, values, field, activation, finish);
    return await pixelsOf(this.#subject.device, cells, this.#subject.cellSize);
  }

  dispose(): void {
    forget(this.#subject, this.#kernels);
  }
}

function kernels(
  { device, steps, weights }: Subject,
  affineOf: (cin: number) => Affine | undefined,
): Kernels {
  const convolutions = steps.filter((step) => step.op === "convolve");
  return new Map(
    convolutions.map((drawn) => {
      const { cin } = drawn.step;
      const affine = cin === null ? undefined : affineOf(cin);
      return [drawn, uploadedWeights(device, drawn, weights, affine)];
    }),
  );
}

function forget({ device }: Subject, kernels: Kernels): void {
  for (const kernel of kernels.values()) freeWeights(device, kernel);
}

/** Draws all steps. */
function cellsBy(
  subject: Subject,
  kernels: Kernels,
  values: Float32Array,
  field: ReceptiveField,
  activation: (step: FusedConvolution) => Activation,
  finish: Finish,
): Surface {
  const { device, steps, weights } = subject;
  const { content, height, width, parts } = field;
  const count = values.length / (heightOf(content) * widthOf(content) * 3);
  device.freeSparesOfOthers(`${widthOf(content)} ${heightOf(content)} ${count}`);
  const rows = count * heightOf(content);
  const surface = device.uploaded(values, widthOf(content), rows);
  const views = new Map<string, View>([["content", { surface, area: content, height, width }]]);
  try {
    for (const [index, step] of steps.entries()) {
      const [input, other] = step.in.map((name) => views.get(name)) as [View, View];
      const { makes } = parts[step.makes] as Part;
      if (step.op === "add") {
        views.set(step.out, { ...input, surface: sum(device, input, other, makes), area: makes });
      } else {
        const kernel = kernels.get(step) as UploadedWeights;
        const applied = activation(step);
        const outputs = convolvedBy(device, weights, step, input, makes, count, kernel, applied);
        const size = sidesAfter(step, weights, input);
        views.set(step.out, { ...size, surface: finish(step, outputs), area: makes });
      }
      const later = steps.slice(index + 1).flatMap((step): readonly string[] => step.in);
      for (const name of step.in) {
        const view = later.includes(name) ? undefined : views.get(name);
        if (!view) continue;
        views.delete(name);
        if (name === "content") device.free(view.surface);
        else device.spare(view.surface);
      }
    }
  } catch (error) {
    for (const view of views.values()) device.free(view.surface);
    throw error;
  }
  return (views.get("cells") as View).surface;
}

/** Whether a convolution's channels fill layers; the content's three are filled up. */
function fillsLayers(
  { in: input, weights: name }: ConvolutionStep,
  weights: Weights,
  most: number,
) {
  const [, , inputs, outputs] = weights.get(name).shape as [number, number, number, number];
  const isWhole = inputs % 4 === 0 || (input === "content" && inputs === 3);
  return isWhole && outputs % 4 === 0 && Math.max(inputs, outputs) <= most;
}

/** Pixels in the order of cells. */
function inCells({ values }: Cells, width: number, height: number, size: number): Float32Array {
  const cells = new Float32Array(width * height * 3);
  let out = 0;
  for (let y = 0; y < height; y += size) {
    for (let x = 0; x < width; x += size) {
      for (let inside = 0; inside < size * size; inside++) {
        const pixel = (y + Math.floor(inside / size)) * width + x + (inside % size);
        for (let k = 0; k < 3; k++) cells[out++] = values[pixel * 3 + k] as number;
      }
    }
  }
  return cells;
}
