import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor4D, tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { TransformerFiles } from "../../networks/set";
import type { Content, Transformer } from "../../networks/transformer";
import type { Cells } from "../../pictures/cells";
import { registerKernelsOf } from "./graph-kernels";
import { cellsOf } from "./tensors";

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
    registerAllKernels: () => Promise<unknown>,
  ): Promise<GraphTransformer> {
    await registerKernelsOf(artifacts, registerAllKernels);
    return new GraphTransformer(files, await loadGraphModel(io.fromMemory(artifacts)));
  }

  async paint({ values, width, height }: Content, vector: Float32Array): Promise<Cells> {
    const { content, style, styleShape, cells, cellSize } = this.files;
    const painted = tidy(() => {
      const inputs = {
        [content]: tensor4d(values, [1, height, width, 3]),
        [style]: tensor(vector, [...styleShape]),
      };
      return this.#graph.execute(inputs, cells) as Tensor4D;
    });
    return await cellsOf(painted, cellSize);
  }

  dispose(): void {
    this.#graph.dispose();
  }
}
