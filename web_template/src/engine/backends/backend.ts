// What a backend is to those who choose one and paint on it.

import type { Backend } from "../../api/backends";
import type { Call } from "../base/call";
import type { StyleNetwork, StyleNetworkSource } from "../networks/style-network";
import type { Transformer, TransformerSource } from "../networks/transformer";
import type { MemoryModel } from "../program/memory-model";

/** A backend before it is started; each has a folder of its own here. */
export interface BackendDescriptor {
  readonly name: Backend;
  /** What messages call it. */
  readonly title: string;
  /** Whether it prepares (compiles) for each shape of picture that it meets. */
  readonly compiles: boolean;
  /** Whether it is ready at once, so that a first visit need not wait for anything else. */
  readonly startsFirst: boolean;
  /** Whether it paints, slowly, where no other does. */
  readonly isLastResort: boolean;
  /**
   * Most pixels that are painted at a time, whatever the memory: nothing is gained beyond, and
   * cancelling should take effect soon.
   */
  readonly mostPixels: number;
  /** Whether this browser may be able to run it: known at once, without starting it. */
  mayRun(): boolean;
  /** Bytes for each pixel of the content that it needs beside the pictures. */
  scratch(memory: MemoryModel): number;
  /** Begins to download what it will need. */
  prefetch?(call: Call): Promise<unknown>;
  /** Starts it; undefined where it cannot run. */
  start(call: Call): Promise<RunningBackend | undefined>;
  /** Registers every kernel that TensorFlow.js has for it. */
  registerAllKernels(): Promise<unknown>;
}

/** A backend that runs. */
export interface RunningBackend {
  /** Settles when the graphics card has dropped the backend, by itself or because it was freed. */
  readonly lost: Promise<unknown>;

  /** Bytes that the graphics card takes in one tensor; undefined where memory alone decides. */
  readonly largestTensor?: number;

  /** A network as the project's own runtime runs it; undefined where TensorFlow.js has to do that. */
  transformer?(source: TransformerSource): Transformer | undefined;

  /** A style network on WebAssembly, whichever backend paints; undefined likewise. */
  styleNetwork?(source: StyleNetworkSource, call: Call): Promise<StyleNetwork | undefined>;

  /** Makes it the backend that TensorFlow.js works on; false where that cannot run. */
  tensorflow(call: Call): Promise<boolean>;

  /** Frees all that the backend holds, and ends whatever still waits for it. */
  free(): void;
}
