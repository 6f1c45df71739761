import { failure } from "../api/errors";
import { checkOptions, FRAME, RESTYLE } from "../api/options";
import type {
  CallOptions,
  FrameOptions,
  FramePainter,
  PictureSource,
  PrepareOptions,
} from "../api/types";
import type { Answers, PrepareRequest, SentSettings } from "../shared/protocol";
import type { Bridge } from "./bridge";
import { toSent, toSentFrame, transferable } from "./transfer";

/** What frames need of the stylizer that prepares them. */
export interface FrameEngine {
  /** The running engine, or a fresh one. */
  connect(options: CallOptions): Promise<Bridge>;
  /** @throws StylizerError "invalid-argument" */
  checkedVector(vector: ArrayLike<number>): Float32Array;
  /** @throws StylizerError "invalid-argument" */
  checkStrength(strength: number): void;
}

/** Frames prepared for in an engine; in a fresh one, where that was replaced. */
export class Frames implements FramePainter {
  readonly #engine: FrameEngine;
  readonly #steady: boolean;
  #settings: SentSettings;
  #bridge: Bridge;
  #prepared: Answers["prepare"];
  #disposed = false;

  private constructor(
    engine: FrameEngine,
    settings: SentSettings,
    steady: boolean,
    bridge: Bridge,
    prepared: Answers["prepare"],
  ) {
    this.#engine = engine;
    this.#steady = steady;
    this.#settings = settings;
    this.#bridge = bridge;
    this.#prepared = prepared;
  }

  static async prepare(
    engine: FrameEngine,
    source: PictureSource,
    settings: SentSettings,
    options: PrepareOptions,
  ): Promise<Frames> {
    const { steady = false } = options;
    const picture = await toSent(source);
    const bridge = await engine.connect(options);
    const request: PrepareRequest = { ...settings, steady, kind: "prepare", picture };
    const prepared = await bridge.request(request, options, transferable(picture.source));
    return new Frames(engine, settings, steady, bridge, prepared);
  }

  get width(): number {
    return this.#prepared.width;
  }

  get height(): number {
    return this.#prepared.height;
  }

  get transformer(): string {
    return this.#prepared.transformer;
  }

  async paint(frame: PictureSource, options: FrameOptions = {}): Promise<ImageData> {
    checkOptions(options, FRAME);
    const { signal, time } = options;
    if (time !== undefined && !Number.isFinite(time)) throw failure("time_argument");
    signal?.throwIfAborted();
    this.#checkDisposed();
    const bridge = await this.#engine.connect(options);
    if (bridge !== this.#bridge) await this.#prepareAgain(bridge, frame, options);
    const picture = await toSentFrame(frame, this.width, this.height);
    this.#checkDisposed();
    const { frames } = this.#prepared;
    const transfer = transferable(picture.source);
    const request = { kind: "frame", frames, picture, time } as const;
    const painted = await bridge.request(request, options, transfer);
    return new ImageData(painted.data, painted.width, painted.height);
  }

  restyle(style: ArrayLike<number>, options: { strength?: number | undefined } = {}): void {
    checkOptions(options, RESTYLE);
    this.#checkDisposed();
    const { strength = this.#settings.strength } = options;
    this.#engine.checkStrength(strength);
    this.#settings = { ...this.#settings, style: this.#engine.checkedVector(style), strength };
    const { frames } = this.#prepared;
    const request = { kind: "restyle", frames, style: this.#settings.style, strength } as const;
    // Should the engine be gone, the next frame is prepared for in the new style.
    this.#bridge.request(request, {}).catch(() => {});
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { frames } = this.#prepared;
    this.#bridge.request({ kind: "release", frames }, {}).catch(() => {});
  }

  async #prepareAgain(bridge: Bridge, frame: PictureSource, options: CallOptions): Promise<void> {
    const { width, height } = this.#prepared;
    const picture = await toSentFrame(frame, width, height);
    const request: PrepareRequest = {
      ...this.#settings,
      steady: this.#steady,
      kind: "prepare",
      picture,
      sides: [width, height],
    };
    this.#prepared = await bridge.request(request, options, transferable(picture.source));
    this.#bridge = bridge;
  }

  #checkDisposed(): void {
    if (!this.#disposed) return;
    throw failure("frames_disposed");
  }
}
