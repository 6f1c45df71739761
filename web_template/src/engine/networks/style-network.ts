import type { io } from "@tensorflow/tfjs-core";
import type { StyleNetworkFiles } from "./set";

/** A downloaded style network, ready to be loaded. */
export interface StyleNetworkSource {
  readonly files: StyleNetworkFiles;
  readonly artifacts: io.ModelArtifacts;
}

/** A style network that is loaded. */
export interface StyleNetwork {
  /** The style vector of a square of values in [0, 1], [size, size, 3]. */
  vector(values: Float32Array, size: number): Promise<Float32Array>;

  dispose(): void;
}
