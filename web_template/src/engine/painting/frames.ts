// Frames of a video or camera, painted one after the other in one style.

import type { Sides } from "../../shared/passes";
import type { Picture } from "../../shared/picture";
import type { SentSource } from "../../shared/protocol";
import { wholeArea } from "../base/area";
import type { Call } from "../base/call";
import { type FoldedTransformer, isFoldable, type Transformer } from "../networks/transformer";
import { decode } from "../pictures/decode";
import {
  type Canvas,
  type PaddedSize,
  paddedSize,
  valuesOf,
  writePixels,
} from "../pictures/pixels";
import { resized } from "../pictures/resample";
import type { Statistic, Statistics } from "../program/program";
import type { ReceptiveField } from "../program/receptive-field";
import { blendInto, type Covering, guideOf } from "./blend";
import { contrastOf, isFlat, isOther } from "./contrast";
import { coloursOf } from "./passes";

/** Milliseconds after which the statistics of the frames are measured anew, at least. */
const DUE = 500;

/** Share of the time that measuring may take: large frames are measured less often. */
const MOST_MEASURING = 0.1;

/** Milliseconds in which smoothed statistics come most of the way to what is measured. */
const INERTIA = 1000;

/** Waits for what the backend does. */
type Done = <T>(work: Promise<T>) => Promise<T>;

/** A picture as the transformer sees it. */
interface Seen {
  readonly picture: Picture;
  readonly padded: PaddedSize;
}

/** What frames are painted with from one to the next. */
export class Frames {
  readonly transformer: string;
  readonly width: number;
  readonly height: number;
  readonly #passes: readonly FramePass[];
  #covering: Covering;

  /**
   * @param transformer name of the one that paints
   * @param passes width and height of each pass, the frames' own last
   */
  constructor(
    transformer: string,
    passes: readonly Sides[],
    vector: Float32Array,
    covering: Covering,
  ) {
    this.transformer = transformer;
    [this.width, this.height] = passes.at(-1) as Sides;
    this.#passes = passes.map((sides) => new FramePass(sides, vector));
    this.#covering = covering;
  }

  /** Takes another style for the next frames: the first of them is measured, since statistics are a style's own. */
  restyle(vector: Float32Array, covering: Covering): void {
    this.#covering = covering;
    for (const pass of this.#passes) pass.restyle(vector);
  }

  /** Paints a frame. */
  async paint(
    source: SentSource,
    transformer: Transformer,
    done: Done,
    call: Call,
  ): Promise<Canvas> {
    const frame = await decode(source);
    try {
      return await this.#paint(await frame.resampled(this.width, this.height), transformer, done);
    } finally {
      frame.close();
      call.signal.throwIfAborted();
    }
  }

  /** Measures the last frame, if its time has come: a visitor waits for frames, not for this. */
  async rest(transformer: Transformer, done: Done): Promise<void> {
    for (const pass of this.#passes) await pass.rest(transformer, done);
  }

  /** Drops what lay on a backend which is gone. */
  forget(): void {
    for (const pass of this.#passes) pass.forget();
  }

  dispose(): void {
    for (const pass of this.#passes) pass.dispose();
  }

  async #paint(picture: Picture, transformer: Transformer, done: Done): Promise<Canvas> {
    const [first, ...finer] = this.#passes as [FramePass, ...FramePass[]];
    if (finer.length === 0) return await first.paint(picture, transformer, done);
    const guide = await guideOf(picture);
    let painted = await first.paint(await resized(picture, first.sides), transformer, done);
    for (const pass of finer) {
      const ground = pass === finer.at(-1) ? picture : await resized(picture, pass.sides);
      await blendInto(ground, coloursOf(painted), guide, this.#covering);
      painted = await pass.paint(ground, transformer, done);
    }
    return painted;
  }
}

/** One of the passes that frames are painted in. */
class FramePass {
  readonly sides: Sides;
  #vector: Float32Array;
  #statistics: Statistics | undefined;
  #measuredAt = 0;
  /** Of the frame that was measured last. */
  #contrast = 0;
  /** Milliseconds that measuring took. */
  #measuring = 0;
  #folded: FoldedTransformer | undefined;
  #field: ReceptiveField | undefined;
  #last: Seen | undefined;

  constructor(sides: Sides, vector: Float32Array) {
    this.sides = sides;
    this.#vector = vector;
  }

  restyle(vector: Float32Array): void {
    this.#vector = vector;
    this.#statistics = undefined;
    this.#unfold();
  }

  async paint(picture: Picture, transformer: Transformer, done: Done): Promise<Canvas> {
    return await this.#paint(
      { picture, padded: paddedSize(this.sides, transformer.files) },
      transformer,
      done,
    );
  }

  async rest(transformer: Transformer, done: Done): Promise<void> {
    const pause = Math.max(DUE, this.#measuring / MOST_MEASURING);
    if (!this.#last || performance.now() - this.#measuredAt < pause) return;
    await this.#measure(this.#last, transformer, done);
  }

  forget(): void {
    this.#folded = undefined;
    this.#field = undefined;
  }

  dispose(): void {
    this.#unfold();
    this.#last = undefined;
  }

  #unfold(): void {
    this.#folded?.dispose();
    this.#folded = undefined;
  }

  async #paint(seen: Seen, transformer: Transformer, done: Done): Promise<Canvas> {
    const { picture, padded } = seen;
    const { width, height } = picture;
    const canvas = { width, height, data: new Uint8ClampedArray(width * height * 4) };
    const whole = wholeArea(padded.width, padded.height);
    const contrast = contrastOf(picture);
    if (!isFoldable(transformer) || isFlat(contrast)) {
      const values = valuesOf(picture, padded, whole);
      const vector = this.#vector;
      const cells = await done(transformer.paint({ values, ...padded }, vector));
      writePixels(cells, whole, whole, canvas, picture.alpha);
      return canvas;
    }
    if (isOther(contrast, this.#contrast)) this.#statistics = undefined;
    if (!this.#statistics) await this.#measure(seen, transformer, done);
    this.#last = seen;
    this.#field ??= transformer.receptiveField(padded.width, padded.height);
    this.#folded ??= transformer.folded(this.#statistics as Statistics, this.#vector);
    const values = valuesOf(picture, padded, this.#field.content);
    const cells = await done(this.#folded.paint(values, this.#field));
    writePixels(cells, whole, whole, canvas, picture.alpha);
    return canvas;
  }

  async #measure({ picture, padded }: Seen, transformer: Transformer, done: Done): Promise<void> {
    if (!isFoldable(transformer)) return;
    const { width, height } = padded;
    const begun = performance.now();
    const values = valuesOf(picture, padded, wholeArea(width, height));
    const found = await done(transformer.measure({ values, width, height }, this.#vector));
    const now = performance.now();
    const share = 1 - Math.exp((this.#measuredAt - now) / INERTIA);
    this.#statistics = this.#statistics ? between(this.#statistics, found, share) : found;
    this.#measuredAt = now;
    this.#contrast = contrastOf(picture);
    this.#measuring = now - begun;
    this.#unfold();
  }
}

/** Statistics on the way from one to the other. */
function between(one: Statistics, other: Statistics, share: number): Statistics {
  return one.map((statistic, index) => {
    const { mean, variance } = other[index] as Statistic;
    return {
      mean: mixed(statistic.mean, mean, share),
      variance: mixed(statistic.variance, variance, share),
    };
  });
}

function mixed(one: Float32Array, other: Float32Array, share: number): Float32Array {
  return one.map((value, i) => value + share * ((other[i] as number) - value));
}
