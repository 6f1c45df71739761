import type { io } from "@tensorflow/tfjs-core";
import type { Area } from "../base/area";
import type { Cells } from "../pictures/cells";
import type { MemoryModel } from "../program/memory-model";
import type { Statistics } from "../program/program";
import type { ReceptiveField } from "../program/receptive-field";
import type { TransformerFiles } from "./set";

/** A downloaded transformer network, ready to be loaded on any backend. */
export interface TransformerSource {
  readonly files: TransformerFiles;
  readonly artifacts: io.ModelArtifacts;
  /** Numbers in a style vector. */
  readonly vectorSize: number;
}

/** A picture as a network takes it: values in [0, 1], [height, width, 3]. */
export interface Content {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** A transformer network that is loaded on a backend. */
export interface Transformer {
  readonly files: TransformerFiles;

  /** Paints a picture, whose sides the network accepts, with the statistics of the picture itself. */
  paint(content: Content, vector: Float32Array): Promise<Cells>;

  dispose(): void;
}

/** Statistics to go on from, and how far to go from there to those that are measured: 1 is all the way. */
export interface Course {
  readonly from: Statistics;
  readonly share: number;
}

/** What was painted, and with which statistics. */
export interface Painted {
  readonly cells: Cells;
  readonly statistics: Statistics;
}

/** A transformer that can paint with statistics measured elsewhere. */
export interface FoldableTransformer extends Transformer {
  /** Pixels around a tile that its painted pixels depend on; a multiple of `files.multiple`. */
  readonly halo: number;

  /** Whether tiles should be of one shape: the graphics card prepares for each. */
  readonly oneShape: boolean;

  /** The memory that painting takes. */
  readonly memoryModel: MemoryModel;

  /**
   * The statistics of painting a picture in a style. Several pictures, [count, height, width, 3], are
   * measured together, as if they were one.
   */
  measure(content: Content, vector: Float32Array): Promise<Statistics>;

  /** Paints a picture with statistics that it is measured for, as far as a course goes to them. */
  paintMeasured(content: Content, vector: Float32Array, course?: Course): Promise<Painted>;

  /**
   * How to paint a part of a picture of these sides, or all of it, once folded.
   *
   * @param painted its edges lie at multiples of `files.multiple`
   */
  receptiveField(width: number, height: number, painted?: Area): ReceptiveField;

  /** The transformer for one style and frozen statistics: its convolutions are all that is left. */
  folded(statistics: Statistics, vector: Float32Array): FoldedTransformer;
}

/** A transformer that statistics and a style are folded into; it outlives the one it is made of. */
export interface FoldedTransformer {
  /**
   * Paints a part of a picture as it is painted in the whole.
   *
   * @param values what `field.content` asks for, [height, width, 3] in [0, 1]
   */
  paint(values: Float32Array, field: ReceptiveField): Promise<Cells>;

  dispose(): void;
}

export function isFoldable(transformer: Transformer): transformer is FoldableTransformer {
  return "folded" in transformer;
}
