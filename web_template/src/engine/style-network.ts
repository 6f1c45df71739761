import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { StyleNetworkFiles } from "./networks";

/** A style network on the backend that was current when it was loaded. */
export class StyleNetwork {
  readonly files: StyleNetworkFiles;
  readonly #graph: GraphModel;

  constructor(files: StyleNetworkFiles, graph: GraphModel) {
    this.files = files;
    this.#graph = graph;
  }

  /** The style vector of a square of values in [0, 1], [size, size, 3]. */
  async vector(values: Float32Array): Promise<Float32Array> {
    const { input, output, size } = this.files;
    const vector = tidy(
      () =>
        this.#graph.execute({ [input]: tensor4d(values, [1, size, size, 3]) }, output) as Tensor,
    );
    try {
      return await vector.data<"float32">();
    } finally {
      vector.dispose();
    }
  }
}

/** Loads a style network on the current backend. */
export async function loadStyleNetwork(
  files: StyleNetworkFiles,
  artifacts: io.ModelArtifacts,
): Promise<StyleNetwork> {
  return new StyleNetwork(files, await loadGraphModel(io.fromMemory(artifacts)));
}
