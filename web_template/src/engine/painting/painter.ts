import type { Backend } from "../../api/backends";
import { failure } from "../../api/errors";
import type { Quality } from "../../api/types";
import { Pace, transformerName } from "../../shared/pace";
import { centredSquare, checkSize, fitted, type Picture } from "../../shared/picture";
import type {
  Answers,
  FrameRequest,
  PaintRequest,
  PrepareRequest,
  RestyleRequest,
  SentPixels,
  SentSettings,
  StartRequest,
  StyleRequest,
} from "../../shared/protocol";
import { BackendLost, Backends, prefetch } from "../backends/backends";
import { type Choice, chooseBackend, fasterBackend } from "../backends/select";
import { measuredMsPerPixel } from "../backends/self-test";
import { type Call, quiet } from "../base/call";
import { isBroken, isMemoryFault } from "../base/faults";
import { downloadNetwork, locateSet } from "../networks/download-networks";
import { isFoldable, type Transformer, type TransformerSource } from "../networks/transformer";
import { type OpenedPicture, opened } from "../pictures/lazy-picture";
import { toUnit } from "../pictures/pixels";
import { Contents } from "../pictures/resized-cache";
import { Frames } from "./frames";
import { LoadedNetworks } from "./loaded-networks";
import { pixelsAtOnce, usualMemory } from "./memory";
import { Painting, type PaintResources } from "./painting";
import { fewestPixels } from "./tiles";

/** How often one painting is taken up again. */
const MOST_ATTEMPTS = 12;

/** A style and how much of it. */
interface Wish {
  readonly style: Float32Array;
  readonly strength: number;
}

/** Frames in the making, and what their style is mixed from. */
interface Prepared {
  readonly frames: Frames;
  /** The middle of the content, as the style network sees it. */
  readonly square: Picture;
  /** The style vector of the content; undefined before a strength needed it. */
  own: Float32Array | undefined;
  wish: Wish;
  /** Why the last wish could not be fulfilled. */
  failure: unknown;
}

/** A choice of backend that was made in a hurry, and the transformer it was made with. */
interface Unsettled {
  readonly name: string;
  readonly choice: Choice;
  readonly source: TransformerSource;
}

/** A network set on a running backend, and what it knows of the pictures it was given. */
export class Painter {
  readonly #backends: Backends;
  readonly #networks: LoadedNetworks;
  readonly #names: readonly string[];
  readonly #pace = new Pace();
  readonly #contents = new Contents();
  /** Style vectors of pictures, by key and size. */
  readonly #vectors = new Map<string, Float32Array>();
  readonly #prepared = new Map<number, Prepared>();
  #lastNumber = 0;
  /** Pixels at a time that were too many once. */
  #tooMany = Number.POSITIVE_INFINITY;
  #unsettled: Unsettled | undefined;

  private constructor(backends: Backends, networks: LoadedNetworks) {
    this.#backends = backends;
    this.#networks = networks;
    this.#names = Object.keys(networks.located.set.transformers);
  }

  /** Downloads the fastest transformer of a set and starts a backend with it. */
  static async start(request: StartRequest, call: Call): Promise<Painter> {
    const backends = new Backends();
    prefetch(request.backend, call);
    const networks = new URL(request.networks);
    const located = await locateSet(networks, request.set, { signal: call.signal });
    const { set, folder } = located;
    const [[name, files] = []] = Object.entries(set.transformers);
    if (!name || !files) {
      throw failure("set_empty");
    }
    const artifacts = await downloadNetwork(folder, files, call);
    const source = { files, artifacts, vectorSize: set.vectorSize };
    const choice = await chooseBackend(request.backend, backends, source, call);
    const loaded = new LoadedNetworks(located, backends);
    loaded.add(name, choice.transformer, artifacts);
    const painter = new Painter(backends, loaded);
    if (choice.msPerPixel !== undefined) painter.#pace.learn(name, choice.msPerPixel);
    if (!choice.settled) painter.#unsettled = { name, choice, source };
    return painter;
  }

  /** What the page wants to know of a painter. */
  get description(): Answers["start"] {
    const { set, info, offered } = this.#networks.located;
    return { ...this.#standing, vectorSize: set.vectorSize, set: info, sets: offered };
  }

  get #standing() {
    return { backend: this.#backend, pace: this.#pace.known };
  }

  get #backend(): Backend {
    return this.#backends.current ?? "wasm";
  }

  /** Frees what it holds on its backend. */
  dispose(): void {
    for (const { frames } of this.#prepared.values()) frames.dispose();
    this.#prepared.clear();
    this.#networks.dispose();
  }

  /** The style vector of a picture. */
  async style({ picture, size }: StyleRequest, call: Call): Promise<Float32Array> {
    return await opened(picture, async (source) => {
      const { width, height } = await source.decoded();
      checkSize(width, height);
      return await this.#vector(source, size, call);
    });
  }

  /** Paints a picture at the wished size. */
  async paint(request: PaintRequest, call: Call): Promise<Answers["paint"]> {
    // The decoded photo is closed before the painting begins: both are large.
    const { picture, vector } = await opened(request.picture, async (source) => ({
      vector: await this.#mixed(request, () => this.#ownVector(source, request, call)),
      picture: await this.#contents.get(source, request.size),
    }));
    const name = await this.#transformerName(request.quality, picture);
    const painting = new Painting(picture, vector, await this.#networks.transformer(name, call));
    const begun = performance.now();
    await this.#finish(painting, name, request.memory ?? usualMemory(), call);
    this.#pace.note(name, picture.width, picture.height, performance.now() - begun);
    return { ...painting.canvas, transformer: name, ...this.#standing };
  }

  /** Makes ready for painting frames as large as a picture is to be painted. */
  async prepare(request: PrepareRequest, call: Call): Promise<Answers["prepare"]> {
    const { sides, square, own } = await opened(request.picture, async (source) => {
      const decoded = await source.decoded();
      const needsOwn = request.strength !== 1 || request.contentStyle;
      return {
        sides:
          request.sides ?? fitted(...decoded.sides, request.size ?? Math.max(...decoded.sides)),
        square: await this.#square(source, undefined),
        own: needsOwn ? await this.#ownVector(source, request, call) : undefined,
      };
    });
    const [width, height] = sides;
    const name = await this.#transformerName(request.quality, { width, height });
    await this.#networks.transformer(name, call);
    const vector = await this.#mixed(request, async () => own as Float32Array);
    const frames = new Frames(name, width, height, vector);
    const number = ++this.#lastNumber;
    this.#prepared.set(number, { frames, square, own, wish: request, failure: undefined });
    return { frames: number, width, height, transformer: name };
  }

  /** Paints a frame. */
  async frame(request: FrameRequest, call: Call): Promise<SentPixels> {
    const prepared = this.#frames(request.frames);
    if (prepared.failure) {
      const { failure } = prepared;
      prepared.failure = undefined;
      throw failure;
    }
    const { frames } = prepared;
    return await this.#unlessLost(call, async () => {
      const transformer = await this.#networks.transformer(frames.transformer, call);
      return await frames.paint(request.picture.source, transformer, this.#done, call);
    });
  }

  /**
   * Paints the next frames in another style. Should that need the content's own style, which takes a
   * while, frames go on in the old style meanwhile.
   */
  restyle({ frames, style, strength }: RestyleRequest): true {
    const prepared = this.#frames(frames);
    prepared.wish = { style, strength };
    void this.#restyle(prepared);
    return true;
  }

  release(number: number): true {
    this.#prepared.get(number)?.frames.dispose();
    this.#prepared.delete(number);
    return true;
  }

  /** Whether there is something to do for when nobody waits for a while. */
  get isSettled(): boolean {
    return this.#unsettled === undefined;
  }

  /** Takes what paints faster, if there is something: one does not wait for that at first. */
  async settle(call: Call): Promise<void> {
    const hurried = this.#unsettled;
    this.#unsettled = undefined;
    // Whoever fell into trouble since then has found something else that works.
    if (!hurried || this.#backend !== hurried.choice.backend) return;
    const { name, choice, source } = hurried;
    const faster = await fasterBackend(choice, this.#backends, source, call);
    if (!faster) return;
    this.#forget();
    this.#networks.add(name, faster.transformer, source.artifacts);
    if (faster.msPerPixel !== undefined) this.#pace.learn(name, faster.msPerPixel);
  }

  /** Uses the time after an answer for what need not be waited for. */
  async rest(): Promise<void> {
    for (const { frames } of this.#prepared.values()) {
      const transformer = this.#networks.loaded(frames.transformer);
      // Whatever fails here fails again, and is dealt with, when the next frame is painted.
      if (transformer) await frames.rest(transformer, this.#done).catch(() => {});
    }
  }

  readonly #done = <T>(work: Promise<T>): Promise<T> => this.#backends.unlessLost(work);

  /** Paints all of a picture, with smaller tiles or another backend where that has to be. */
  async #finish(painting: Painting, name: string, memory: number, call: Call): Promise<void> {
    for (let attempts = 0; ; attempts++) {
      const transformer = await this.#networks.transformer(name, call);
      const resources = this.#resources(painting, transformer, name, memory);
      try {
        await painting.paint(resources, call);
        return;
      } catch (error) {
        call.signal.throwIfAborted();
        await this.#mend(error, painting, resources, attempts, call);
      }
    }
  }

  #resources(
    painting: Painting,
    transformer: Transformer,
    name: string,
    memory: number,
  ): PaintResources {
    const { width, height } = painting.canvas;
    const { descriptor: backend, largestTensor: largest } = this.#backends;
    const limits = { backend, memory, largest };
    const fitting = isFoldable(transformer)
      ? pixelsAtOnce(transformer.memoryModel, width * height, limits)
      : Number.POSITIVE_INFINITY;
    return {
      transformer,
      most: Math.min(fitting, this.#tooMany / 2),
      msPerPixel: this.#pace.expect(name, 1),
      done: this.#done,
    };
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

  /** Does some work again on the next backend whenever the one it was done on is lost. */
  async #unlessLost<T>(call: Call, work: () => Promise<T>): Promise<T> {
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

  async #recover(call: Call): Promise<void> {
    this.#forget();
    await this.#backends.recover(call);
  }

  /** Drops all that lay on a backend which is gone. */
  #forget(): void {
    this.#networks.forget();
    for (const { frames } of this.#prepared.values()) frames.forget();
    this.#pace.forget();
  }

  #frames(number: number): Prepared {
    const prepared = this.#prepared.get(number);
    if (!prepared) throw new Error(`Frames ${number} were not prepared for.`);
    return prepared;
  }

  async #restyle(prepared: Prepared): Promise<void> {
    try {
      const vector = await this.#mixed(prepared.wish, async () => {
        prepared.own ??= await this.#vectorOf(prepared.square, quiet());
        return prepared.own;
      });
      prepared.frames.restyle(vector);
    } catch (error) {
      prepared.failure = error;
    }
  }

  /** The style vector to paint with: beyond a strength of 1 it lies behind the style. */
  async #mixed({ style, strength }: Wish, own: () => Promise<Float32Array>): Promise<Float32Array> {
    if (strength === 1) return style;
    const from = await own();
    return style.map((value, i) => strength * value + (1 - strength) * (from[i] as number));
  }

  async #ownVector(opened: OpenedPicture, { contentStyle }: SentSettings, call: Call) {
    return contentStyle ?? (await this.#vector(opened, undefined, call));
  }

  async #vector(
    opened: OpenedPicture,
    size: number | undefined,
    call: Call,
  ): Promise<Float32Array> {
    const key = `${opened.key} ${size ?? ""}`;
    const known = opened.key === undefined ? undefined : this.#vectors.get(key);
    if (known) return known;
    call.step("style", 0, 1);
    const vector = await this.#vectorOf(await this.#square(opened, size), call);
    if (opened.key !== undefined) this.#vectors.set(key, vector);
    call.step("style", 1, 1);
    return vector;
  }

  /** The middle of a picture as the style network sees it. */
  async #square(opened: OpenedPicture, size: number | undefined): Promise<Picture> {
    const decoded = await opened.decoded();
    const side = size ?? this.#networks.located.set.style.size;
    return await decoded.onWhite(centredSquare(...decoded.sides), side, side);
  }

  async #vectorOf(square: Picture, call: Call): Promise<Float32Array> {
    return await this.#unlessLost(call, async () => {
      const network = await this.#networks.styleNetwork(call);
      return await this.#done(network.vector(toUnit(square), square.width));
    });
  }

  async #transformerName(
    quality: Quality,
    { width, height }: Pick<Picture, "width" | "height">,
  ): Promise<string> {
    const pixels = width * height;
    const name = transformerName(this.#names, quality, pixels, this.#pace);
    const first = this.#networks.loaded(name);
    const isGuess = quality === "auto" && this.#pace.expect(name, pixels) === undefined;
    if (!isGuess || !first || this.#names.length === 1) return name;
    const { vectorSize } = this.#networks.located.set;
    const { compiles } = this.#backends.descriptor;
    const measured = measuredMsPerPixel(first, vectorSize, compiles);
    this.#pace.learn(name, await this.#done(measured));
    return transformerName(this.#names, quality, pixels, this.#pace);
  }
}

/** Whether the backend is gone on which something failed. */
function isLost(error: unknown): boolean {
  return error instanceof BackendLost || isBroken(error);
}
