// Which transformer paints, by what this machine was seen to do.

import { failure } from "../api/errors";
import type { Quality } from "../api/types";

/** What a visitor waits for a finished picture without getting impatient, in milliseconds. */
export const GOOD_TIME = 3000;

/** How much longer it may take once it was found to be quick enough: choices should not flicker. */
export const PATIENCE = 1.5;

/** What to expect of a transformer that never painted, against the one that did. */
const SLOWER = 2;

const QUALITIES: readonly Quality[] = ["swift", "fine", "auto"];

/** With how many times as many pixels a painting is far larger than another one. */
const FAR = 32;

/** Pixels of a trial, by the backends' self-test. */
const TRIAL = 256 ** 2;

interface Seen {
  /** Milliseconds for a pixel. */
  readonly msPerPixel: number;
  /** The most pixels of a painting that it is known from. */
  readonly pixels: number;
}

/** What was seen of each transformer. */
export type KnownPace = Readonly<Record<string, Seen>>;

/** How fast each transformer paints here. */
export class Pace {
  readonly #known: Map<string, Seen>;
  readonly #seen = new Set<string>();
  readonly #accepted = new Set<string>();

  constructor(known: KnownPace = {}) {
    this.#known = new Map(Object.entries(known));
  }

  get known(): KnownPace {
    return Object.fromEntries(this.#known);
  }

  /** Forgets everything: another backend paints at another pace. */
  forget(): void {
    this.#known.clear();
    this.#seen.clear();
  }

  /**
   * Notes a paint, unless it is the first of its shape, for which shaders are compiled too.
   *
   * @param shape what tells sizes apart
   * @param pixels that were painted, in all passes together
   */
  note(transformer: string, shape: string, pixels: number, milliseconds: number): void {
    const seen = `${transformer} ${shape}`;
    if (this.#seen.has(seen)) this.learn(transformer, milliseconds / pixels, pixels);
    this.#seen.add(seen);
  }

  /**
   * @param found milliseconds for a pixel
   * @param pixels that were painted
   */
  learn(transformer: string, found: number, pixels: number = TRIAL): void {
    const known = this.#known.get(transformer) ?? { msPerPixel: found, pixels };
    const change = found - known.msPerPixel;
    // Whatever else runs beside the painter makes it slower, so a quick paint says more, unless it
    // is a smaller one, which may have been over before anything came.
    const share =
      change < 0 ? Math.min(1, pixels / known.pixels) : pixels / (pixels + known.pixels);
    this.#known.set(transformer, {
      msPerPixel: known.msPerPixel + share * change,
      pixels: Math.max(known.pixels, pixels),
    });
  }

  /** Milliseconds that a transformer will take; undefined where only far smaller ones are known. */
  expect(transformer: string, pixels: number): number | undefined {
    const seen = Math.max(0, ...[...this.#known.values()].map((known) => known.pixels));
    return isFarLarger(pixels, seen) ? undefined : this.#guess(transformer, pixels);
  }

  /** Milliseconds that a transformer may take; undefined as long as nothing is known. */
  #guess(transformer: string, pixels: number): number | undefined {
    const known = this.#known.get(transformer);
    if (known) return known.msPerPixel * pixels;
    const others = [...this.#known.values()].map(({ msPerPixel }) => msPerPixel);
    return others.length > 0 ? SLOWER * Math.min(...others) * pixels : undefined;
  }

  /** Whether a transformer is likely to paint so many pixels in good time. */
  isGood(transformer: string, pixels: number): boolean {
    const picture = `${transformer} ${pixels}`;
    const limit = this.#accepted.has(picture) ? PATIENCE * GOOD_TIME : GOOD_TIME;
    const good = (this.#guess(transformer, pixels) ?? Number.POSITIVE_INFINITY) <= limit;
    if (good) this.#accepted.add(picture);
    else this.#accepted.delete(picture);
    return good;
  }
}

/**
 * Whether the time of a painting says nothing of that of another one: small ones are over before
 * anything else that the machine does comes between, and large ones are not.
 *
 * @param pixels of the larger one, in all passes together
 * @param seen pixels of the other one
 */
export function isFarLarger(pixels: number, seen: number): boolean {
  return pixels > FAR * seen;
}

/**
 * The transformer for a requested quality of a picture of so many pixels.
 *
 * @param names of the set's transformers, fastest first
 */
export function transformerName(
  names: readonly string[],
  quality: Quality,
  pixels: number,
  pace: Pace,
): string {
  if (!QUALITIES.includes(quality)) {
    throw failure("quality_unknown", { quality, qualities: QUALITIES.join(", ") });
  }
  const [swift, fine] = [names[0], names.at(-1)];
  if (swift === undefined || fine === undefined) {
    throw failure("set_without_transformer");
  }
  if (quality !== "auto") return quality === "swift" ? swift : fine;
  return pace.isGood(fine, pixels) ? fine : swift;
}
