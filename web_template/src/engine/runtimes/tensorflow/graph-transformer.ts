import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor4D, tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { TransformerFiles } from "../../networks/set";
import type { Transformer } from "../../networks/transformer";
import type { Cells } from "../../pictures/blocks";
import { registerKernelsOf } from "./graph-kernels";
import { cellsOf, numbersOf } from "./tensors";

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
    await registerKernelsOf(artifacts);
    return new GraphTransformer(files, await loadGraphModel(io.fromMemory(artifacts)));
  }

  async paint(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Cells> {
    return await cellsOf(this.#execute(values, width, height, vector), this.files.cellSize);
  }

  async run(
    values: Float32Array,
    width: number,
    height: number,
    vector: Float32Array,
  ): Promise<Float32Array> {
    return await numbersOf(this.#execute(values, width, height, vector));
  }

  #execute(values: Float32Array, width: number, height: number, vector: Float32Array): Tensor4D {
    const { content, style, styleShape, cells } = this.files;
    return tidy(() => {
      const inputs = {
        [content]: tensor4d(values, [1, height, width, 3]),
        [style]: tensor(vector, [...styleShape]),
      };
      return this.#graph.execute(inputs, cells) as Tensor4D;
    });
  }

  dispose(): void {
    this.#graph.dispose();
  }
}
