import { BACKENDS, type Backend, isBackend } from "./api/backends";
import { failure, StylizerError } from "./api/errors";
import { checkOptions, LOAD, PAINT, PAINT_SIZE, PREPARE, STYLE } from "./api/options";
import type {
  CallOptions,
  FramePainter,
  LoadOptions,
  NetworkSetInfo,
  PaintOptions,
  PaintSettings,
  PaintSize,
  PictureSource,
  PrepareOptions,
  StyleOptions,
  StyleVector,
} from "./api/types";
import { Bridge } from "./bridge/bridge";
import { type FrameEngine, Frames } from "./bridge/frame-painter";
import { pixelsOf, toSent, transferable } from "./bridge/transfer";
import { falsifiesCanvases } from "./shared/falsified";
import { Pace, transformerName } from "./shared/pace";
import { DEFAULT_STROKES, isStrokes, passesOf, pixelsOfPasses, STROKES } from "./shared/passes";
import type {
  Answers,
  PaintRequest,
  Request,
  SentPicture,
  SentSettings,
  Standing,
  StartRequest,
  StyleRequest,
} from "./shared/protocol";

export type { Backend } from "./api/backends";
export {
  StylizerError,
  type StylizerErrorCode,
  type StylizerErrorReason,
  type StylizerErrorValues,
} from "./api/errors";
export type {
  CallOptions,
  FrameOptions,
  FramePainter,
  LoadOptions,
  NetworkSetInfo,
  PaintOptions,
  PaintSettings,
  PaintSize,
  PictureSource,
  PrepareOptions,
  ProgressEvent,
  Quality,
  Strokes,
  StyleOptions,
  StyleVector,
} from "./api/types";
export { mixStyles } from "./api/vectors";

/** Beyond it colours fall apart. */
const MOST_STRENGTH = 1.5;

/** Sides in pixels at which the style network still finds something, and does not take too long. */
const LEAST_STYLE_SIZE = 32;
const MOST_STYLE_SIZE = 1024;

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
  #backend: Backend | undefined;
  #pace = new Pace();
  #transformer: string | undefined;
  #close: ((reason: unknown) => void) | undefined;
  #disposed = false;

  private constructor(options: LoadOptions) {
    checkOptions(options, LOAD);
    const networks = folder(options.networks);
    const backend = options.backend ?? "auto";
    if (backend !== "auto" && !isBackend(backend)) {
      const backends = ["auto", ...BACKENDS].join(", ");
      throw failure("backend_unknown", { backend, backends });
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

  /** The backend in use; another one from when the graphics card stops painting. */
  get backend(): Backend {
    return this.#backend as Backend;
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
  async style(source: PictureSource, options: StyleOptions = {}): Promise<StyleVector> {
    checkOptions(options, STYLE);
    const { size } = options;
    checkStyleSize(size);
    return await this.#withPicture(source, async (picture) => {
      const request: StyleRequest = {
        kind: "style",
        picture,
        ...(size !== undefined && { size: Math.round(size) }),
      };
      return await this.#call(request, options, transferable(picture.source));
    });
  }

  /**
   * Paints a picture. The result has the content's aspect ratio and opacity. Large pictures are
   * painted tile after tile, as much at a time as this device's memory allows.
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
    checkOptions(options, PAINT);
    const { memory, draft, onPass } = options;
    checkMemory(memory);
    const settings = this.#checkedSettings(style, options);
    const painted = await this.#withPicture(source, async (picture) => {
      const request: PaintRequest = {
        ...settings,
        kind: "paint",
        picture,
        ...(onPass && { showsPasses: true }),
        ...(draft && { isDraft: true }),
        ...(memory !== undefined && { memory }),
      };
      return await this.#call(request, options, transferable(picture.source));
    });
    this.#note(painted);
    this.#transformer = painted.transformer;
    return new ImageData(painted.data, painted.width, painted.height);
  }

  /** `style` and `paint` in one: paints `content` in the style of another picture. */
  async stylize(
    content: PictureSource,
    style: PictureSource,
    options: PaintOptions = {},
  ): Promise<ImageData> {
    checkOptions(options, PAINT);
    const { signal, onProgress } = options;
    const vector = await this.style(style, { signal, onProgress });
    return await this.paint(content, vector, options);
  }

  /**
   * Milliseconds that a paint of so many pixels is expected to take here; undefined before
   * anything of about that size was measured.
   */
  expect(size: PaintSize): number | undefined {
    checkOptions(size, PAINT_SIZE);
    const { width, height, quality = "auto", strokes = DEFAULT_STROKES } = size;
    const pixels = pixelsOfPasses(passesOf(width, height, strokes));
    const name = transformerName(this.set.qualities, quality, pixels, this.#pace);
    return this.#pace.expect(name, pixels);
  }

  /**
   * Makes ready for painting frame after frame as large as `source` is to be painted.
   *
   * @example
   * const painter = await stylizer.prepare(video, style, { size: 256 });
   * const painted = await painter.paint(video);
   * @throws StylizerError as `paint`
   */
  async prepare(
    source: PictureSource,
    style: ArrayLike<number>,
    options: PrepareOptions = {},
  ): Promise<FramePainter> {
    checkOptions(options, PREPARE);
    const engine: FrameEngine = {
      connect: async (call) => (await this.#connected(call)).bridge,
      checkedVector: (vector) => this.#checkedVector(vector),
      checkStrength,
    };
    const settings = this.#checkedSettings(style, options);
    return await readable(Frames.prepare(engine, source, settings, options));
  }

  /** Addresses of the files downloaded so far, for a page that keeps them for use offline. */
  async downloads(): Promise<readonly string[]> {
    return await this.#call({ kind: "downloads" }, {}, []);
  }

  /** Ends the worker and frees its memory; calls under way are rejected. */
  dispose(): void {
    this.#disposed = true;
    this.#close?.(disposed());
  }

  async #call<R extends Request>(
    request: R,
    options: CallOptions & Pick<PaintOptions, "onPass">,
    transfer: Transferable[],
  ): Promise<Answers[R["kind"]]> {
    const { bridge } = await this.#connected(options);
    return await readable(bridge.request(request, options, transfer));
  }

  /**
   * Sends a picture to the worker. Browsers that falsify what a worker reads of it may ask the visitor
   * whether the page may read it.
   */
  async #withPicture<T>(
    source: PictureSource,
    send: (sent: SentPicture) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(await toSent(source));
    } catch (error) {
      const isFalsified = error instanceof StylizerError && error.reason === "picture_falsified";
      if (!isFalsified || typeof document === "undefined" || falsifiesCanvases()) throw error;
      return await send({ source: await pixelsOf(source) });
    }
  }

  async #connected({ signal, onProgress }: CallOptions): Promise<Connection> {
    signal?.throwIfAborted();
    // Other calls may wait for the same fresh worker, so this call's signal must not stop it.
    return await unlessAborted(this.#connect({ onProgress }), signal);
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
      const started = await bridge.start(this.#request, options);
      this.#started = started;
      this.#note(started);
      return { bridge, started };
    } catch (error) {
      bridge.close(error);
      throw error;
    }
  }

  /** Takes in how the engine paints by now. */
  #note(standing: Standing): void {
    this.#pace = new Pace(standing.pace);
    this.#backend = standing.backend;
  }

  #checkedSettings(style: ArrayLike<number>, options: PaintSettings): SentSettings {
    const { strength = 1, size, quality = "auto", contentStyle } = options;
    const { strokes = DEFAULT_STROKES, keepFaces = false } = options;
    checkStrength(strength);
    checkSize(size);
    if (!isStrokes(strokes)) {
      throw failure("strokes_unknown", { strokes, known: STROKES.join(", ") });
    }
    return {
      style: this.#checkedVector(style),
      strength,
      quality,
      strokes,
      keepFaces,
      ...(size !== undefined && { size: Math.round(size) }),
      ...(contentStyle && { contentStyle: this.#checkedVector(contentStyle) }),
    };
  }

  #checkedVector(vector: ArrayLike<number>): Float32Array {
    const expected = this.#started?.vectorSize;
    if (Object(vector).length === expected) {
      const checked = Float32Array.from(vector);
      if (checked.every(Number.isFinite)) return checked;
    }
    throw failure("vector_argument", { count: expected ?? 0 });
  }
}

/** The folder of networks: as its page names it, or the one beside this module. */
function folder(given: string | URL | undefined): URL {
  const page = globalThis.document?.baseURI ?? import.meta.url;
  const [address, base] = given === undefined ? ["../networks/", import.meta.url] : [given, page];
  if (!URL.canParse(address, base)) {
    throw failure("networks_argument", { networks: String(address) });
  }
  const url = new URL(address, base);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** Rejects with a plain sentence where a picture may not be read. */
async function readable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof DOMException && error.name === "DataCloneError" ? foreign() : error;
  }
}

function foreign(): StylizerError {
  return failure("address_foreign");
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
  return failure("disposed");
}

function checkStrength(strength: number): void {
  if (strength >= 0 && strength <= MOST_STRENGTH) return;
  throw failure("strength_argument", { most: MOST_STRENGTH });
}

function checkStyleSize(size: number | undefined): void {
  if (size === undefined || (size >= LEAST_STYLE_SIZE && size <= MOST_STYLE_SIZE)) return;
  throw failure("style_size_argument", {
    least: LEAST_STYLE_SIZE,
    most: MOST_STYLE_SIZE,
  });
}

function checkMemory(memory: number | undefined): void {
  if (memory === undefined || memory > 0) return;
  throw failure("memory_argument");
}

function checkSize(size: number | undefined): void {
  if (size === undefined || (size >= 1 && Number.isFinite(size))) return;
  throw failure("size_argument");
}
