// A transformer that the graphics card draws: a pass for a convolution with all that belongs to it.

import { heightOf, widthOf } from "../../base/area";
import type { TransformerFiles } from "../../networks/set";
import type { Content, FoldedTransformer, TransformerSource } from "../../networks/transformer";
import type { Cells } from "../../pictures/cells";
import type { Affine } from "../../program/fold";
import {
  inputsOf,
  type LoweredConvolution,
  type LoweredProgram,
  lastReads,
  lowered,
  sidesAfter,
} from "../../program/lowering";
import { type MemoryModel, memoryModelOf } from "../../program/memory-model";
import type { Activation, Cin, Statistic, Statistics } from "../../program/program";
import type { Part, ReceptiveField } from "../../program/receptive-field";
import { Weights } from "../../program/weights";
import { LoweredTransformer } from "../lowered-transformer";
import type { Surface, WebglDevice } from "./device";
import {
  convolvedBy,
  type MeasuredSurfaces,
  measuredBy,
  normalizedBy,
  pixelsOf,
  type SurfaceView,
  shapeOf,
  sum,
} from "./passes";
import { convolutionShader, pixelShader } from "./shaders";
import { freeWeights, type UploadedWeights, uploadedWeights } from "./uploaded-weights";

type AllWeights = ReadonlyMap<LoweredConvolution, UploadedWeights>;

/** What is done with a convolution's outputs. */
type Finish = (step: LoweredConvolution, outputs: Surface) => Surface;

/** What all ways of drawing a transformer share. */
interface Subject {
  readonly device: WebglDevice;
  readonly program: LoweredProgram;
  readonly cellSize: number;
}

export class WebglTransformer extends LoweredTransformer {
  readonly oneShape = false;
  readonly memoryModel: MemoryModel;
  readonly #subject: Subject;
  readonly #weights: AllWeights;

  private constructor(files: TransformerFiles, cins: readonly Cin[], subject: Subject) {
    super(files, subject.program, cins);
    const { multiple, cellSize } = files;
    const memory = memoryModelOf(subject.program, multiple, cellSize);
    this.memoryModel = { ...memory, columns: 0, places: 0 };
    this.#subject = subject;
    this.#weights = allWeights(subject, () => undefined);
    this.#prepareShaders();
  }

  /** The transformer, or undefined where it has a step that cannot be drawn. */
  static load(device: WebglDevice, { files, artifacts }: TransformerSource) {
    if (!files.program) return undefined;
    const weights = new Weights(files.program, artifacts);
    const most = device.mostLayers * 4;
    const program = lowered(files.program, weights, {
      fuses: (convolution) => fillsLayers(convolution, weights, most),
      bordered: false,
      inPhases: false,
    });
    const isKnown = program.steps.every(
      (step) => step.op === "add" || (step.op === "convolve" && fillsLayers(step, weights, most)),
    );
    if (!isKnown) return undefined;
    const subject = { device, program, cellSize: files.cellSize };
    return new WebglTransformer(files, files.program.cins, subject);
  }

  async paint({ values, width, height }: Content, vector: Float32Array): Promise<Cells> {
    const field = this.receptiveField(width, height);
    const cells = this.#cells(values, field, vector, () => {});
    return await pixelsOf(this.#subject.device, cells, this.#subject.cellSize);
  }

  async measure({ values, width, height }: Content, vector: Float32Array): Promise<Statistics> {
    const { device } = this.#subject;
    const found: Statistic[] = [];
    const read = (index: number, { means, variances }: MeasuredSurfaces) => {
      const { channels } = this.cins[index] as Cin;
      found[index] = {
        mean: device.numbers(means).slice(0, channels),
        variance: device.numbers(variances).slice(0, channels),
      };
    };
    device.spare(this.#cells(values, this.receptiveField(width, height), vector, read));
    return found;
  }

  protected withAffines(affines: readonly Affine[]): FoldedTransformer {
    return new FoldedWebglTransformer(
      this.#subject,
      allWeights(this.#subject, (cin) => affines[cin]),
    );
  }

  dispose(): void {
    forget(this.#subject, this.#weights);
  }

  #prepareShaders(): void {
    const { device, program, cellSize } = this.#subject;
    const shaders = new Set([pixelShader(cellSize)]);
    for (const [drawn, passes] of this.#weights) {
      const { cin, activation } = drawn.step;
      for (const { layers } of passes) {
        for (const applied of cin === null ? [activation] : [activation, "linear" as const]) {
          shaders.add(convolutionShader(shapeOf(device, drawn, program.weights, layers, applied)));
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
    onMeasured: (index: number, statistics: MeasuredSurfaces) => void,
  ): Surface {
    const { device } = this.#subject;
    const styles = this.styles(vector);
    const finish: Finish = ({ step }, outputs) => {
      if (step.cin === null) return outputs;
      const cin = this.cins[step.cin] as Cin;
      const measured = measuredBy(device, outputs, cin);
      onMeasured(step.cin, measured);
      const style = styles[step.cin] as Affine;
      const normalized = normalizedBy(device, outputs, measured, cin, style, step.activation);
      for (const surface of [outputs, measured.means, measured.variances]) device.spare(surface);
      return normalized;
    };
    const activation = ({ step }: LoweredConvolution) =>
      step.cin === null ? step.activation : "linear";
    return cellsBy(this.#subject, this.#weights, values, field, activation, finish);
  }
}

class FoldedWebglTransformer implements FoldedTransformer {
  readonly #subject: Subject;
  readonly #weights: AllWeights;

  constructor(subject: Subject, all: AllWeights) {
    this.#subject = subject;
    this.#weights = all;
  }

  async paint(values: Float32Array, field: ReceptiveField): Promise<Cells> {
    const activation = ({ step }: LoweredConvolution) => step.activation;
    const finish: Finish = (_, outputs) => outputs;
    const cells = cellsBy(this.#subject, this.#weights, values, field, activation, finish);
    return await pixelsOf(this.#subject.device, cells, this.#subject.cellSize);
  }

  dispose(): void {
    forget(this.#subject, this.#weights);
  }
}

function allWeights(
  { device, program: { steps, weights } }: Subject,
  affineOf: (cin: number) => Affine | undefined,
): AllWeights {
  const convolutions = steps.filter((step) => step.op === "convolve");
  return new Map(
    convolutions.map((drawn) => {
      const { cin } = drawn.step;
      const affine = cin === null ? undefined : affineOf(cin);
      return [drawn, uploadedWeights(device, drawn, weights, affine)];
    }),
  );
}

function forget({ device }: Subject, all: AllWeights): void {
  for (const weights of all.values()) freeWeights(device, weights);
}

/** Draws all steps. */
function cellsBy(
  subject: Subject,
  all: AllWeights,
  values: Float32Array,
  field: ReceptiveField,
  activation: (step: LoweredConvolution) => Activation,
  finish: Finish,
): Surface {
  const { device, program } = subject;
  const { steps, weights } = program;
  const last = lastReads(steps);
  const { content, height, width, parts } = field;
  const count = values.length / (heightOf(content) * widthOf(content) * 3);
  device.freeSparesOfOthers(`${widthOf(content)} ${heightOf(content)} ${count}`);
  const rows = count * heightOf(content);
  const surface = device.uploaded(values, widthOf(content), rows);
  const views = new Map<string, SurfaceView>([
    ["content", { surface, area: content, height, width }],
  ]);
  try {
    for (const [index, step] of steps.entries()) {
      const [input, other] = inputsOf(step).map((name) => views.get(name)) as [
        SurfaceView,
        SurfaceView,
      ];
      const { makes } = parts[index] as Part;
      if (step.op === "convolve") {
        const own = all.get(step) as UploadedWeights;
        const applied = activation(step);
        const outputs = convolvedBy(device, weights, step, input, makes, count, own, applied);
        const size = sidesAfter(step, weights, input);
        views.set(step.out, { ...size, surface: finish(step, outputs), area: makes });
      } else {
        views.set(step.out, { ...input, surface: sum(device, input, other, makes), area: makes });
      }
      for (const name of last[index] ?? []) {
        const view = views.get(name) as SurfaceView;
        views.delete(name);
        if (name === "content") device.free(view.surface);
        else device.spare(view.surface);
      }
    }
  } catch (error) {
    for (const view of views.values()) device.free(view.surface);
    throw error;
  }
  return (views.get("cells") as SurfaceView).surface;
}

/** Whether a convolution's channels fill layers; the content's three are filled up. */
function fillsLayers(
  { step, repeat }: LoweredConvolution,
  weights: Weights,
  most: number,
): boolean {
  const [, , inputs, outputs] = weights.get(step.weights).shape as [number, number, number, number];
  const isWhole = inputs % 4 === 0 || (step.in === "content" && inputs === 3);
  const isKnown = step.op === "conv" && repeat === 1;
  return isKnown && isWhole && outputs % 4 === 0 && Math.max(inputs, outputs) <= most;
}
