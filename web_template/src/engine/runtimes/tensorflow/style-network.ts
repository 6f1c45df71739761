import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { StyleNetworkFiles } from "../../networks/set";
import type { StyleNetwork, StyleNetworkSource } from "../../networks/style-network";
import { registerKernelsOf } from "./graph-kernels";

/** What is read of a node of a TensorFlow graph. */
interface GraphNode {
  readonly name: string;
  readonly attr?: object;
}

const ANY_SHAPE = {
  shape: { dim: [{ size: "1" }, { size: "-1" }, { size: "-1" }, { size: "3" }] },
};

/** A style network on the backend of TensorFlow.js that was current when it was loaded. */
export class GraphStyleNetwork implements StyleNetwork {
  readonly #files: StyleNetworkFiles;
  readonly #graph: GraphModel;

  private constructor(files: StyleNetworkFiles, graph: GraphModel) {
    this.#files = files;
    this.#graph = graph;
  }

  static async load(
    { files, artifacts }: StyleNetworkSource,
    registerAllKernels: () => Promise<unknown>,
  ): Promise<GraphStyleNetwork> {
    await registerKernelsOf(artifacts, registerAllKernels);
    const graph = await loadGraphModel(io.fromMemory(ofAnySize(artifacts, files.input)));
    return new GraphStyleNetwork(files, graph);
  }

  async vector(values: Float32Array, size: number): Promise<Float32Array> {
    const { input, output } = this.#files;
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

  dispose(): void {
    this.#graph.dispose();
  }
}

/** The network for pictures of any size: it was written down for one, but all it does is convolve. */
function ofAnySize(artifacts: io.ModelArtifacts, input: string): io.ModelArtifacts {
  const topology = artifacts.modelTopology as { readonly node: readonly GraphNode[] };
  const node = topology.node.map((known) =>
    known.name === input ? { ...known, attr: { ...known.attr, shape: ANY_SHAPE } } : known,
  );
  return { ...artifacts, modelTopology: { ...topology, node } };
}
