import type { io } from "@tensorflow/tfjs-core";
import { chunk } from "./chunk";
import type { TransformerFiles } from "./networks";
import type { Statistics } from "./program";
import { ProgramTransformer } from "./program-transformer";

/** A downloaded transformer network, ready to be loaded on any backend. */
export interface TransformerSource {
  readonly files: TransformerFiles;
  readonly artifacts: io.ModelArtifacts;
  /** Numbers in a style vector. */
  readonly vectorSize: number;
}

/** A transformer network on the backend that was current when it was loaded. */
export interface Transformer {
  readonly files: TransformerFiles;

  /**
   * Paints values in [0, 1], [height, width, 3], whose sides the network accepts, with the
   * statistics of the picture itself.
   *
   * @returns the cells, [height / cellSize, width / cellSize, 3 * cellSize ** 2], in [0, 1]
   */
  run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array>;

  dispose(): void;
}

/** A transformer that can paint with statistics measured elsewhere. */
export interface FoldableTransformer extends Transformer {
  /** The statistics of painting a picture in a style; arguments as of `run`. */
  measure(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Statistics>;

  /** The transformer for one style and frozen statistics: its convolutions are all that is left. */
  folded(statistics: Statistics, vector: Float32Array): FoldedTransformer;
}

/** A transformer that statistics and a style are folded into; it outlives the one it is made of. */
export interface FoldedTransformer {
  /** As `Transformer.run`, so that tiles and frames painted by one of them agree. */
  run(values: Float32Array, width: number, height: number): Promise<Float32Array>;

  dispose(): void;
}

export function isFoldable(transformer: Transformer): transformer is FoldableTransformer {
  return "folded" in transformer;
}

/** Loads a transformer on the current backend. */
export async function loadTransformer(source: TransformerSource): Promise<Transformer> {
  const { files, artifacts } = source;
  if (files.program) return new ProgramTransformer(files, files.program, artifacts);
  const { GraphTransformer } = await chunk(() => import("./graph-transformer"));
  return await GraphTransformer.load(files, artifacts);
}
