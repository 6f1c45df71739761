import { io } from "@tensorflow/tfjs-core";
import type { Program } from "./program";

/** A weight, decoded from whatever it was stored as. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The weights of a program by name. */
export class Weights {
  readonly #weights: ReadonlyMap<string, Weight>;

  /** Decodes from a network's files what its program names. */
  constructor(program: Program, { weightData, weightSpecs }: io.ModelArtifacts) {
    const wanted = names(program);
    const tensors = io.decodeWeights(weightData as ArrayBuffer, weightSpecs ?? []);
    const weights = new Map<string, Weight>();
    for (const [name, tensor] of Object.entries(tensors)) {
      if (wanted.has(name)) {
        weights.set(name, { shape: tensor.shape, values: tensor.dataSync<"float32">() });
      }
      tensor.dispose();
    }
    this.#weights = weights;
  }

  get(name: string): Weight {
    const weight = this.#weights.get(name);
    if (!weight) throw new Error(`The network has no weight ${name}.`);
    return weight;
  }
}

function names({ steps, cins }: Program): Set<string> {
  const found = new Set<string>();
  for (const step of steps) {
    if ("weights" in step) found.add(step.weights).add(step.bias ?? "");
  }
  for (const { kernel, bias } of cins.flatMap(({ gamma, beta }) => [gamma, beta])) {
    found.add(kernel).add(bias ?? "");
  }
  return found;
}
