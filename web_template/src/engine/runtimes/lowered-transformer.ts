// What transformers have in common whose programs are lowered for a runtime.

import { type Area, wholeArea } from "../base/area";
import type { TransformerFiles } from "../networks/set";
import type {
  Content,
  Course,
  FoldableTransformer,
  FoldedTransformer,
  Painted,
} from "../networks/transformer";
import type { Cells } from "../pictures/cells";
import { type Affine, allFrozen, between, styled } from "../program/fold";
import type { LoweredProgram } from "../program/lowering";
import type { MemoryModel } from "../program/memory-model";
import type { Cin, Statistics } from "../program/program";
import { haloOf, type ReceptiveField, receptiveFieldOf } from "../program/receptive-field";

export abstract class LoweredTransformer implements FoldableTransformer {
  readonly files: TransformerFiles;
  readonly halo: number;
  abstract readonly oneShape: boolean;
  abstract readonly memoryModel: MemoryModel;
  protected readonly program: LoweredProgram;
  protected readonly cins: readonly Cin[];

  protected constructor(files: TransformerFiles, program: LoweredProgram, cins: readonly Cin[]) {
    this.files = files;
    this.program = program;
    this.cins = cins;
    this.halo = haloOf(program, files.multiple, files.cellSize);
  }

  receptiveField(
    width: number,
    height: number,
    painted: Area = wholeArea(width, height),
  ): ReceptiveField {
    const size = wholeArea(width, height);
    return receptiveFieldOf(this.program, size, painted, this.files.cellSize);
  }

  folded(statistics: Statistics, vector: Float32Array): FoldedTransformer {
    return this.withAffines(allFrozen(this.cins, statistics, vector, this.program.weights));
  }

  /** Two paintings, where the runtime has no way to do it in one. */
  async paintMeasured(content: Content, vector: Float32Array, course?: Course): Promise<Painted> {
    const found = await this.measure(content, vector);
    const statistics = course ? between(course.from, found, course.share) : found;
    const folded = this.folded(statistics, vector);
    try {
      const field = this.receptiveField(content.width, content.height);
      return { cells: await folded.paint(content.values, field), statistics };
    } finally {
      folded.dispose();
    }
  }

  /** Gamma and beta of every CIN layer in a style. */
  protected styles(vector: Float32Array): Affine[] {
    return this.cins.map((cin) => styled(cin, vector, this.program.weights));
  }

  abstract paint(content: Content, vector: Float32Array): Promise<Cells>;

  abstract measure(content: Content, vector: Float32Array): Promise<Statistics>;

  /** The transformer with a scale and a shift for the outputs of every CIN layer. */
  protected abstract withAffines(affines: readonly Affine[]): FoldedTransformer;

  abstract dispose(): void;
}
