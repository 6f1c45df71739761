import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor, tensor2d, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { TransformerFiles } from "./networks";

/** A downloaded transformer network, ready to be loaded on any backend. */
export interface TransformerSource {
  readonly files: TransformerFiles;
  readonly artifacts: io.ModelArtifacts;
  /** Numbers in a style vector. */
  readonly vectorSize: number;
}

/** A transformer network on the backend that was current when it was loaded. */
export class Transformer {
  readonly files: TransformerFiles;
  readonly #graph: GraphModel;

  constructor(files: TransformerFiles, graph: GraphModel) {
    this.files = files;
    this.#graph = graph;
  }

  /**
   * Paints values in [0, 1], [height, width, 3], whose sides the network accepts.
   *
   * @returns the cells, [height / cellSize, width / cellSize, 3 * cellSize ** 2], in [0, 1]
   */
  async run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array> {
    const { content, style, cells } = this.files;
    const painted = tidy(() => {
      const inputs = {
        [content]: tensor4d(values, [1, height, width, 3]),
        [style]: tensor2d(vector, [1, vector.length]),
      };
      return this.#graph.execute(inputs, cells) as Tensor;
    });
    try {
      return await painted.data<"float32">();
    } finally {
      painted.dispose();
    }
  }

  dispose(): void {
    this.#graph.dispose();
  }
}

/** Loads a transformer on the current backend. */
export async function loadTransformer(source: TransformerSource): Promise<Transformer> {
  const graph = await loadGraphModel(io.fromMemory(source.artifacts));
  return new Transformer(source.files, graph);
}
