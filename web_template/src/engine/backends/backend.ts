// What a backend is to those who use it.

import type { Call } from "../base/call";
import type { Transformer, TransformerSource } from "../networks/transformer";

/** A backend that runs. */
export interface RunningBackend {
  /** Settles when the graphics card has dropped the backend, by itself or because it was freed. */
  readonly lost: Promise<unknown>;

  /** Bytes that the graphics card takes in one tensor; undefined where memory alone decides. */
  readonly largestTensor?: number;

  /** A network as the project's own runtime runs it; undefined where TensorFlow.js has to do that. */
  transformer?(source: TransformerSource): Transformer | undefined;

  /** Makes it the backend that TensorFlow.js works on; false where that cannot run. */
  tensorflow(call: Call): Promise<boolean>;

  /** Frees all that the backend holds, and ends whatever still waits for it. */
  free(): void;
}

/** What the module of a backend exports, a chunk of its own. */
export interface BackendModule {
  /** Makes the backend the current one; undefined where it cannot run. */
  start(call: Call): Promise<RunningBackend | undefined>;
}
