import { wholeArea } from "../../base/area";
import type { StyleNetwork, StyleNetworkSource } from "../../networks/style-network";
import { type LoweredProgram, lowered } from "../../program/lowering";
import { wholeField } from "../../program/receptive-field";
import { channelMeans, programFor, type StyleProgram, vectorOf } from "../../program/style-program";
import { Weights } from "../../program/weights";
import { passesOf } from "./memory-plan";
import { canConvolve } from "./packed-weights";
import type { WasmRuntime } from "./runtime";
import { heldWeights, type PreparedPainting, prepared, type StoredPicture } from "./schedule";

/** A style network that has a runtime to itself. */
export class WasmStyleNetwork implements StyleNetwork {
  readonly #runtime: WasmRuntime;
  readonly #program: StyleProgram;
  readonly #weights: Weights;
  /** What was made ready for pictures of one size. */
  #last: { readonly size: number; readonly prepared: PreparedPainting } | undefined;

  private constructor(runtime: WasmRuntime, program: StyleProgram, weights: Weights) {
    this.#runtime = runtime;
    this.#program = program;
    this.#weights = weights;
  }

  /** The style network, or undefined where it has a step that the runtime does not know. */
  static load(
    runtime: WasmRuntime,
    { files: { program, size }, artifacts }: StyleNetworkSource,
  ): WasmStyleNetwork | undefined {
    if (!program) return undefined;
    const weights = new Weights(program, artifacts);
    const isKnown = loweredFor(size, program, weights).steps.every((step) => {
      if (step.op !== "convolve") return step.op === "add";
      // Means are taken of pictures as they are stored, in fours of channels.
      const channels = weights.get(step.step.weights).shape.at(-1) as number;
      const isStoredWhole = step.step.op === "depthwise" || channels % 4 === 0;
      return isStoredWhole && canConvolve(weights, step);
    });
    return isKnown ? new WasmStyleNetwork(runtime, program, weights) : undefined;
  }

  async vector(values: Float32Array, size: number): Promise<Float32Array> {
    const { scale, offset, means } = this.#program;
    return await this.#runtime.exclusively(async () => {
      const { content, schedule, kept } = this.#prepared(size);
      const scaled = this.#runtime.floats(content, values.length);
      for (let i = 0; i < values.length; i++) scaled[i] = scale * (values[i] as number) + offset;
      await this.#runtime.run(schedule);
      const found = means.flatMap(({ absolute }, index) => {
        const { address, length, channels } = kept[index] as StoredPicture;
        const picture = this.#runtime.floats(address, length);
        return [...channelMeans(picture, channels, absolute)];
      });
      return vectorOf(this.#program, Float64Array.from(found), this.#weights);
    });
  }

  dispose(): void {
    this.#last = undefined;
  }

  /** The runtime's memory with all weights, and places for pictures of this size. */
  #prepared(size: number): PreparedPainting {
    const runtime = this.#runtime;
    if (this.#last?.size === size) return this.#last.prepared;
    this.#last = undefined;
    runtime.clear();
    const weights = this.#weights;
    const program = loweredFor(size, this.#program, weights);
    const kept = this.#program.means.map(({ in: name }) => name);
    const passes = passesOf(program, kept);
    const addresses = heldWeights(runtime, passes, weights);
    const field = wholeField(program, wholeArea(size, size));
    const found = prepared(
      runtime,
      { passes, kept, cins: [], weights, addresses },
      { field, length: 3 * size ** 2, live: false },
    );
    this.#last = { size, prepared: found };
    return found;
  }
}

function loweredFor(size: number, program: StyleProgram, weights: Weights): LoweredProgram {
  return lowered(programFor(size, program, weights), weights, {
    fuses: (convolution) => canConvolve(weights, convolution),
    bordered: false,
    inPhases: false,
  });
}
