// Goes on after failures that painting can go on after: too little memory, and a backend that is lost.

import { BackendLost, type Backends } from "../backends/backends";
import type { Call } from "../base/call";
import { isBroken, isMemoryFault } from "../base/faults";
import { isFoldable, type Transformer } from "../networks/transformer";
import { pixelsAtOnce } from "./memory";
import type { Painting, PaintResources } from "./painting";
import { fewestPixels } from "./tiles";

/** How often one painting is taken up again. */
const MOST_ATTEMPTS = 12;

/** What a painting may take. */
export interface PaintLimits {
  /** Bytes, of which the finished picture takes its part from the first pass on. */
  readonly memory: number;
  /** Pixels of the finished picture. */
  readonly pixels: number;
}

/** Does work again after a failure, with smaller tiles or on another backend. */
export class Recovery {
  readonly #backends: Backends;
  readonly #forget: () => void;
  /** Pixels at a time that were too many once. */
  #tooMany = Number.POSITIVE_INFINITY;

  /** @param forget drops all that lay on a backend which is gone */
  constructor(backends: Backends, forget: () => void) {
    this.#backends = backends;
    this.#forget = forget;
  }

  /** Settles with `work`, or rejects with BackendLost as soon as the backend is lost. */
  readonly unlessLost = <T>(work: Promise<T>): Promise<T> => this.#backends.unlessLost(work);

  /** Does some work again on the next backend whenever the one it was done on is lost. */
  async retried<T>(call: Call, work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        call.signal.throwIfAborted();
        if (!isLost(error)) throw error;
        await this.#recover(call);
      }
    }
  }

  /**
   * Paints all of a picture, with smaller tiles or on another backend where that has to be.
   *
   * @param load gives the transformer on the current backend
   * @param limits what the painting may take
   * @param msPerPixel that it is expected to take
   */
  async paint(
    painting: Painting,
    load: () => Promise<Transformer>,
    limits: PaintLimits,
    msPerPixel: () => number | undefined,
    call: Call,
  ): Promise<void> {
    for (let attempts = 0; ; attempts++) {
      const transformer = await load();
      const most = Math.min(this.#pixelsAtOnce(transformer, limits), this.#tooMany / 2);
      const done = this.unlessLost;
      const resources = { transformer, most, msPerPixel: msPerPixel(), done };
      try {
        await painting.paint(resources, call);
        return;
      } catch (error) {
        call.signal.throwIfAborted();
        await this.#mend(error, painting, resources, attempts, call);
      }
    }
  }

  #pixelsAtOnce(transformer: Transformer, { memory, pixels }: PaintLimits): number {
    if (!isFoldable(transformer)) return Number.POSITIVE_INFINITY;
    const { descriptor: backend, largestTensor: largest } = this.#backends;
    return pixelsAtOnce(transformer.memoryModel, pixels, { backend, memory, largest });
  }

  /** Makes it possible to go on after a failure, or throws it. */
  async #mend(
    error: unknown,
    { canvas: { width, height } }: Painting,
    { transformer, most }: PaintResources,
    attempts: number,
    call: Call,
  ): Promise<void> {
    const tried = Math.min(most, width * height);
    const lost = isLost(error);
    if (!lost && !isMemoryFault(error)) throw error;
    const least = isFoldable(transformer) ? fewestPixels(transformer.halo) : tried;
    const isLeast = tried <= least;
    // An error that neither smaller tiles nor fresh backends mend must come to an end.
    if (attempts >= MOST_ATTEMPTS || (isLeast && !lost)) throw error;
    this.#tooMany = Math.max(Math.min(this.#tooMany, tried), 2 * least);
    if (lost) await this.#recover(call);
  }

  async #recover(call: Call): Promise<void> {
    this.#forget();
    await this.#backends.recover(call);
  }
}

/** Whether the backend is gone on which something failed. */
function isLost(error: unknown): boolean {
  return error instanceof BackendLost || isBroken(error);
}
