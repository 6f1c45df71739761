// The style vectors that a painter paints with: those of pictures, and mixtures with a strength.

import { centredSquare, type Picture } from "../../shared/picture";
import type { Call } from "../base/call";
import type { OpenedPicture } from "../pictures/lazy-picture";
import { toUnit } from "../pictures/pixels";
import type { LoadedNetworks } from "./loaded-networks";
import type { Recovery } from "./recovery";

/** A style and how much of it. */
export interface StyleMix {
  readonly style: Float32Array;
  readonly strength: number;
}

/** Computes style vectors of pictures, once for each picture that can be known again. */
export class StyleVectors {
  readonly #networks: LoadedNetworks;
  readonly #recovery: Recovery;
  /** By picture and size. */
  readonly #known = new Map<string, Float32Array>();

  constructor(networks: LoadedNetworks, recovery: Recovery) {
    this.#networks = networks;
    this.#recovery = recovery;
  }

  /**
   * The style vector of a picture.
   *
   * @param size side in pixels at which the style network sees it; its own where undefined
   */
  async of(opened: OpenedPicture, size: number | undefined, call: Call): Promise<Float32Array> {
    const key = `${opened.key} ${size ?? ""}`;
    const known = opened.key === undefined ? undefined : this.#known.get(key);
    if (known) return known;
    call.step("style", 0, 1);
    const vector = await this.ofSquare(await this.square(opened, size), call);
    if (opened.key !== undefined) this.#known.set(key, vector);
    call.step("style", 1, 1);
    return vector;
  }

  /** The middle of a picture as the style network sees it. */
  async square(opened: OpenedPicture, size?: number): Promise<Picture> {
    const decoded = await opened.decoded();
    const side = size ?? this.#networks.located.set.style.size;
    return await decoded.onWhite(centredSquare(...decoded.sides), side, side);
  }

  /** The style vector of a square as `square` gives it. */
  async ofSquare(square: Picture, call: Call): Promise<Float32Array> {
    return await this.#recovery.retried(call, async () => {
      const network = await this.#networks.styleNetwork(call);
      return await this.#recovery.unlessLost(network.vector(toUnit(square), square.width));
    });
  }
}

/**
 * How far behind a style exaggeration leads at most, by the length of the style's vector: networks
 * know what lies among styles, and far from them they paint without the photo's structure.
 */
const REACH = 0.14;

/**
 * The style vector to paint with: beyond a strength of 1 it lies behind the style, the less so the
 * farther that is.
 *
 * @param own gives the content's own style vector, which a strength of 1 does not need
 */
export async function mixed(
  { style, strength }: StyleMix,
  own: () => Promise<Float32Array>,
): Promise<Float32Array> {
  if (strength === 1) return style;
  const from = await own();
  const share = strength > 1 ? 1 + exaggeration(style, from, strength - 1) : strength;
  return style.map((value, i) => share * value + (1 - share) * (from[i] as number));
}

/** The share of the way from the content to a style that is gone on behind the style. */
function exaggeration(style: Float32Array, from: Float32Array, asked: number): number {
  const way = Math.sqrt(
    style.reduce((sum, value, i) => sum + (value - (from[i] as number)) ** 2, 0),
  );
  const reach = REACH * Math.sqrt(style.reduce((sum, value) => sum + value ** 2, 0));
  return reach === 0 ? 0 : asked / Math.sqrt(1 + ((asked * way) / reach) ** 2);
}
