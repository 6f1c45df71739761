import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor, tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { TransformerFiles } from "./networks";
import type { Transformer } from "./transformer";

/** A transformer of any architecture, run as the graph that it is. */
export class GraphTransformer implements Transformer {
  readonly files: TransformerFiles;
  readonly #graph: GraphModel;

  private constructor(files: TransformerFiles, graph: GraphModel) {
    this.files = files;
    this.#graph = graph;
  }

  static async load(
    files: TransformerFiles,
    artifacts: io.ModelArtifacts,
  ): Promise<GraphTransformer> {
    return new GraphTransformer(files, await loadGraphModel(io.fromMemory(artifacts)));
  }

  async run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array> {
    const { content, style, styleShape, cells } = this.files;
    const painted = tidy(() => {
      const inputs = {
        [content]: tensor4d(values, [1, height, width, 3]),
        [style]: tensor(vector, [...styleShape]),
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
