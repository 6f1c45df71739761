import { StylizerError } from "./api/errors";
import type {
  Backend,
  CallOptions,
  LoadOptions,
  NetworkSetInfo,
  PaintOptions,
  PictureSource,
  StyleVector,
} from "./api/types";
import { Bridge } from "./bridge";
import type { Answers, PaintRequest, Request, StartRequest } from "./engine/protocol";
import { toSent } from "./sources";

export { StylizerError, type StylizerErrorCode } from "./api/errors";
export type {
  Backend,
  CallOptions,
  LoadOptions,
  NetworkSetInfo,
  PaintOptions,
  PictureSource,
  ProgressEvent,
  Quality,
  StyleVector,
} from "./api/types";
export { mixStyles } from "./api/vectors";

interface Connection {
  readonly bridge: Bridge;
  readonly started: Answers["start"];
}

/**
 * Paints pictures in the style of other pictures, in a worker of this browser.
 *
 * Calls run one after the other. If the worker breaks down, the call under way is rejected and the
 * next one starts a fresh worker.
 *
 * @example
 * const stylizer = await Stylizer.load();
 * const style = await stylizer.style(styleImage);
 * const painted = await stylizer.paint(photo, style, { strength: 0.8, size: 512 });
 */
export class Stylizer {
  readonly #request: StartRequest;
  #connection: Promise<Connection> | undefined;
  #started: Answers["start"] | undefined;
  #transformer: string | undefined;
  #close: ((reason: unknown) => void) | undefined;
  #disposed = false;

  private constructor(options: LoadOptions) {
    const networks = new URL(options.networks ?? "../networks/", import.meta.url);
    if (!networks.pathname.endsWith("/")) networks.pathname += "/";
    const backend = options.backend ?? "auto";
    if (!["auto", "wasm", "webgl"].includes(backend)) {
      throw new StylizerError(
        "invalid-argument",
        `There is no backend "${backend}": choose auto, wasm or webgl.`,
      );
    }
    const { set } = options;
    this.#request = { kind: "start", networks: networks.href, backend, ...(set && { set }) };
  }

  /**
   * Starts a worker, downloads a network set's fastest transformer and chooses a backend. Its other
   * networks are downloaded when they are first needed.
   *
   * @throws StylizerError "no-backend", "network-file", "invalid-argument"
   */
  static async load(options: LoadOptions = {}): Promise<Stylizer> {
    const stylizer = new Stylizer(options);
    await stylizer.#connect(options);
    return stylizer;
  }

  /** The backend in use. */
  get backend(): Backend {
    return (this.#started as Answers["start"]).backend;
  }

  /** The network set in use. */
  get set(): NetworkSetInfo {
    return (this.#started as Answers["start"]).set;
  }

  /** The network sets that the site offers; `set` is one of them. */
  get sets(): readonly NetworkSetInfo[] {
    return (this.#started as Answers["start"]).sets;
  }

  /** Name of the transformer that painted last; before the first paint, of the fastest. */
  get transformer(): string {
    return this.#transformer ?? (this.set.qualities[0] as string);
  }

  /**
   * The style vector of a picture: what the style network says of its largest centred square.
   *
   * @throws StylizerError "not-an-image", "too-small", "too-large", "network-file"
   */
  async style(source: PictureSource, options: CallOptions = {}): Promise<StyleVector> {
    const picture = await toSent(source);
    return await this.#call({ kind: "style", picture }, options, transferable(picture.source));
  }

  /**
   * Paints a picture. The result is opaque and has the content's aspect ratio.
   *
   * @param style a style vector of this network set, from `style` or `mixStyles`
   * @throws StylizerError "not-an-image", "too-small", "too-large", "out-of-memory", "crashed",
   *   "invalid-argument", "network-file"
   */
  async paint(
    source: PictureSource,
    style: ArrayLike<number>,
    options: PaintOptions = {},
  ): Promise<ImageData> {
    const { strength = 1, size, quality = "auto", contentStyle } = options;
    checkStrength(strength);
    checkSize(size);
    const request: PaintRequest = {
      kind: "paint",
      picture: await toSent(source),
      style: this.#checkedVector(style),
      strength,
      quality,
      ...(size !== undefined && { size: Math.round(size) }),
      ...(contentStyle && { contentStyle: this.#checkedVector(contentStyle) }),
    };
    const transfer = transferable(request.picture.source);
    const painted = await this.#call(request, options, transfer);
    const { width, height, data } = painted;
    this.#transformer = painted.transformer;
    return new ImageData(data, width, height);
  }

  /** `style` and `paint` in one: paints `content` in the style of another picture. */
  async stylize(
    content: PictureSource,
    style: PictureSource,
    strength = 1,
    options: Omit<PaintOptions, "strength"> = {},
  ): Promise<ImageData> {
    const vector = await this.style(style, options);
    return await this.paint(content, vector, { ...options, strength });
  }

  /** Ends the worker and frees its memory; calls under way are rejected. */
  dispose(): void {
    this.#disposed = true;
    this.#close?.(disposed());
  }

  async #call<R extends Request>(
    request: R,
    options: CallOptions,
    transfer: Transferable[],
  ): Promise<Answers[R["kind"]]> {
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    // Other calls may wait for the same fresh worker, so this call's signal must not stop it.
    const { bridge } = await unlessAborted(this.#connect({ onProgress }), signal);
    try {
      return await bridge.request(request, options, transfer);
    } catch (error) {
      throw error instanceof DOMException && error.name === "DataCloneError" ? foreign() : error;
    }
  }

  /** The running worker, or a fresh one. */
  #connect(options: CallOptions): Promise<Connection> {
    if (this.#disposed) return Promise.reject(disposed());
    this.#connection ??= this.#start(options);
    return this.#connection;
  }

  async #start(options: CallOptions): Promise<Connection> {
    const bridge = new Bridge(() => {
      this.#connection = undefined;
    });
    this.#close = (reason) => bridge.close(reason);
    try {
      const started = await bridge.request(this.#request, options);
      this.#started = started;
      return { bridge, started };
    } catch (error) {
      bridge.close(error);
      throw error;
    }
  }

  #checkedVector(vector: ArrayLike<number>): Float32Array {
    const expected = this.#started?.vectorSize;
    const checked = Float32Array.from(vector);
    if (checked.length === expected && checked.every(Number.isFinite)) return checked;
    throw new StylizerError(
      "invalid-argument",
      `A style vector has ${expected} finite numbers: take one from Stylizer.style or mixStyles.`,
    );
  }
}

function foreign(): StylizerError {
  return new StylizerError(
    "not-an-image",
    "This picture comes from another site, which does not let pages read it: save it and choose the file.",
  );
}

/** Settles with a promise, or rejects when the signal aborts first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  return await Promise.race([promise, aborted]).finally(() => {
    signal.removeEventListener("abort", onAbort);
  });
}

function disposed(): StylizerError {
  return new StylizerError("disposed", "This Stylizer was disposed of: load another one.");
}

function transferable(source: unknown): Transferable[] {
  return typeof ImageBitmap !== "undefined" && source instanceof ImageBitmap ? [source] : [];
}

function checkStrength(strength: number): void {
  if (strength >= 0 && strength <= 1) return;
  throw new StylizerError("invalid-argument", "The strength has to be a number from 0 to 1.");
}

function checkSize(size: number | undefined): void {
  if (size === undefined || (size >= 1 && Number.isFinite(size))) return;
  throw new StylizerError("invalid-argument", "The size has to be a number of pixels, 1 or more.");
}
