import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { StyleNetworkFiles } from "../../networks/set";
import { registerKernelsOf } from "./graph-kernels";

/** What is read of a node of a TensorFlow graph. */
interface GraphNode {
  readonly name: string;
  readonly attr?: object;
}

const ANY_SHAPE = {
  shape: { dim: [{ size: "1" }, { size: "-1" }, { size: "-1" }, { size: "3" }] },
};

/** A style network on the backend that was current when it was loaded. */
export class StyleNetwork {
  readonly files: StyleNetworkFiles;
  readonly #graph: GraphModel;

  constructor(files: StyleNetworkFiles, graph: GraphModel) {
    this.files = files;
    this.#graph = graph;
  }

  /** The style vector of a square of values in [0, 1], [size, size, 3]. */
  async vector(values: Float32Array, size: number): Promise<Float32Array> {
    const { input, output } = this.files;
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

/** Loads a style network on the current backend. */
export async function loadStyleNetwork(
  files: StyleNetworkFiles,
  artifacts: io.ModelArtifacts,
  registerAllKernels: () => Promise<unknown>,
): Promise<StyleNetwork> {
  await registerKernelsOf(artifacts, registerAllKernels);
  const graph = await loadGraphModel(io.fromMemory(ofAnySize(artifacts, files.input)));
  return new StyleNetwork(files, graph);
}

/** The network for pictures of any size: it was written down for one, but all it does is convolve. */
function ofAnySize(artifacts: io.ModelArtifacts, input: string): io.ModelArtifacts {
  const topology = artifacts.modelTopology as { readonly node: readonly GraphNode[] };
  const node = topology.node.map((known) =>
    known.name === input ? { ...known, attr: { ...known.attr, shape: ANY_SHAPE } } : known,
  );
  return { ...artifacts, modelTopology: { ...topology, node } };
}
