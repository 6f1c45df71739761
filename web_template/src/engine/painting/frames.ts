// Frames of a video or camera, painted one after the other in one style.

import type { Sides } from "../../shared/passes";
import type { Picture } from "../../shared/picture";
import type { SentSource } from "../../shared/protocol";
import { wholeArea } from "../base/area";
import type { Call } from "../base/call";
import {
  type Course,
  type FoldedTransformer,
  isFoldable,
  type Transformer,
} from "../networks/transformer";
import { decode } from "../pictures/decode";
import { type Canvas, paddedSize, valuesOf, writePixels } from "../pictures/pixels";
import { resized } from "../pictures/resample";
import type { Statistics } from "../program/program";
import type { ReceptiveField } from "../program/receptive-field";
import { blendInto, type Covering, guideOf } from "./blend";
import { coloursOf } from "./passes";
import { exposureChange, isCut, isFlat, isOther, type Look, lookOf } from "./scene";
import { SteadyStrokes } from "./steady";

/** Milliseconds after which the statistics of the frames are measured anew, at least. */
const DUE = 500;

/** Share of the time that frames which are measured may take: large ones are measured less often. */
const MOST_MEASURING = 0.1;

/** Milliseconds in which smoothed statistics come most of the way to what is measured. */
const INERTIA = 1000;

/** Times brighter or darker that a frame is made, at most, to have the exposure that was measured. */
const MOST_EXPOSURE = 1.25;

/** Waits for what the backend does. */
type Done = <T>(work: Promise<T>) => Promise<T>;

/** What is seen of a frame. */
interface Seen {
  readonly look: Look;
  /** How many times as bright it is as the first frame of its scene. */
  readonly exposure: number;
}

/** What frames are painted with from one to the next. */
export class Frames {
  readonly transformer: string;
  readonly width: number;
  readonly height: number;
  readonly #passes: readonly FramePass[];
  readonly #steady: SteadyStrokes | undefined;
  #covering: Covering;

  /**
   * @param transformer name of the one that paints
   * @param passes width and height of each pass, the frames' own last
   * @param isSteady whether strokes stay where they are from frame to frame
   */
  constructor(
    transformer: string,
    passes: readonly Sides[],
    vector: Float32Array,
    covering: Covering,
    isSteady: boolean,
  ) {
    this.transformer = transformer;
    this.#steady = isSteady ? new SteadyStrokes() : undefined;
    [this.width, this.height] = passes.at(-1) as Sides;
    this.#passes = passes.map((sides) => new FramePass(sides, vector));
    this.#covering = covering;
  }

  /** Takes another style for the next frames: the first of them is measured, since statistics are a style's own. */
  restyle(vector: Float32Array, covering: Covering): void {
    this.#covering = covering;
    this.#steady?.forget();
    for (const pass of this.#passes) pass.restyle(vector);
  }

  /**
   * Paints a frame.
   *
   * @param time in milliseconds in the film that the frames are of; left out where they come as they
   *   happen. The statistics of a film follow its own time, so that every machine paints it alike.
   */
  async paint(
    source: SentSource,
    time: number | undefined,
    transformer: Transformer,
    done: Done,
    call: Call,
  ): Promise<Canvas> {
    const frame = await decode(source);
    try {
      const picture = await frame.resampled(this.width, this.height);
      // Painting in passes changes the picture.
      const photo = this.#steady && { ...picture, data: picture.data.slice() };
      const painted = await this.#paint(picture, time, transformer, done);
      if (photo) this.#steady?.blend(photo, painted);
      return painted;
    } finally {
      frame.close();
      call.signal.throwIfAborted();
    }
  }

  /** Drops what lay on a backend which is gone. */
  forget(): void {
    for (const pass of this.#passes) pass.forget();
  }

  dispose(): void {
    for (const pass of this.#passes) pass.dispose();
  }

  async #paint(
    picture: Picture,
    time: number | undefined,
    transformer: Transformer,
    done: Done,
  ): Promise<Canvas> {
    const [first, ...finer] = this.#passes as [FramePass, ...FramePass[]];
    if (finer.length === 0) return await first.paint(picture, time, transformer, done);
    const guide = await guideOf(picture);
    let painted = await first.paint(await resized(picture, first.sides), time, transformer, done);
    for (const pass of finer) {
      const ground = pass === finer.at(-1) ? picture : await resized(picture, pass.sides);
      await blendInto(ground, coloursOf(painted), guide, this.#covering);
      painted = await pass.paint(ground, time, transformer, done);
    }
    return painted;
  }
}

/** One of the passes that frames are painted in. */
class FramePass {
  readonly sides: Sides;
  #vector: Float32Array;
  #statistics: Statistics | undefined;
  /** What was measured last, and when in the frames' time. */
  #measured: { readonly look: Look; readonly at: number } | undefined;
  /** The exposure that the statistics are of. */
  #exposure = 1;
  /** Milliseconds that painting took when a frame was measured. */
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
    this.#begin();
  }

  async paint(
    picture: Picture,
    time: number | undefined,
    transformer: Transformer,
    done: Done,
  ): Promise<Canvas> {
    const padded = paddedSize(this.sides, transformer.files);
    const { width, height } = picture;
    const canvas = { width, height, data: new Uint8ClampedArray(width * height * 4) };
    const whole = wholeArea(padded.width, padded.height);
    const look = lookOf(picture);
    if (!isFoldable(transformer) || isFlat(look)) {
      const values = valuesOf(picture, padded, whole);
      const vector = this.#vector;
      const cells = await done(transformer.paint({ values, ...padded }, vector));
      writePixels(cells, whole, whole, padded, canvas, picture.alpha);
      return canvas;
    }
    const { exposure } = this.#seen(look);
    const now = time ?? performance.now();
    const gain = this.#gain(exposure);
    if (this.#isDue(now, time !== undefined)) {
      const begun = performance.now();
      const values = multiplied(valuesOf(picture, padded, whole), gain);
      const course = this.#course(now);
      const painting = transformer.paintMeasured({ values, ...padded }, this.#vector, course);
      const { cells, statistics } = await done(painting);
      writePixels(cells, whole, whole, padded, canvas, picture.alpha);
      this.#statistics = statistics;
      this.#exposure += (course?.share ?? 1) * (gain * exposure - this.#exposure);
      this.#measured = { look, at: now };
      this.#unfold();
      this.#measuring = performance.now() - begun;
      return canvas;
    }
    this.#field ??= transformer.receptiveField(padded.width, padded.height);
    this.#folded ??= transformer.folded(this.#statistics as Statistics, this.#vector);
    const values = multiplied(valuesOf(picture, padded, this.#field.content), gain);
    const cells = await done(this.#folded.paint(values, this.#field));
    writePixels(cells, whole, whole, padded, canvas, picture.alpha);
    return canvas;
  }

  forget(): void {
    this.#folded = undefined;
    this.#field = undefined;
  }

  dispose(): void {
    this.#unfold();
    this.#last = undefined;
  }

  /** Another scene, or another style: nothing that was measured holds. */
  #begin(): void {
    this.#statistics = undefined;
    this.#exposure = 1;
    this.#last = undefined;
    this.#unfold();
  }

  #unfold(): void {
    this.#folded?.dispose();
    this.#folded = undefined;
  }

  /** A frame after the last one. */
  #seen(look: Look): Seen {
    const isNew =
      (this.#last && isCut(look, this.#last.look)) ||
      (this.#measured && isOther(look, this.#measured.look));
    if (isNew) this.#begin();
    const last = this.#last;
    const exposure = last ? last.exposure * exposureChange(look, last.look) : 1;
    this.#last = { look, exposure };
    return this.#last;
  }

  /** What brings a frame to the exposure that was measured: lamps and cameras flicker. */
  #gain(exposure: number): number {
    return Math.min(Math.max(this.#exposure / exposure, 1 / MOST_EXPOSURE), MOST_EXPOSURE);
  }

  /** Whether a frame is to be measured. */
  #isDue(now: number, isFilm: boolean): boolean {
    if (!this.#statistics) return true;
    // The statistics of a film must not depend on how fast it is painted.
    const pause = isFilm ? DUE : Math.max(DUE, this.#measuring / MOST_MEASURING);
    return this.#since(now) >= pause;
  }

  /** How statistics go on from what they are. */
  #course(now: number): Course | undefined {
    const from = this.#statistics;
    return from && { from, share: 1 - Math.exp(-this.#since(now) / INERTIA) };
  }

  /** Milliseconds between what was measured last and now, whichever way a film is wound. */
  #since(now: number): number {
    return Math.abs(now - (this.#measured?.at ?? now));
  }
}

function multiplied(values: Float32Array, gain: number): Float32Array {
  if (gain !== 1) for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * gain;
  return values;
}
