import type { Backend } from "../../api/backends";
import { failure } from "../../api/errors";
import type { Quality, Strokes } from "../../api/types";
import { Pace, transformerName } from "../../shared/pace";
import { passesOf, pixelsOfPasses } from "../../shared/passes";
import { checkSize, fitted, type Picture } from "../../shared/picture";
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
import { Backends, prefetch } from "../backends/backends";
import { type Choice, chooseBackend, fasterBackend } from "../backends/select";
import { measuredMsPerPixel } from "../backends/self-test";
import { type Call, quiet } from "../base/call";
import { messages } from "../base/yield";
import { downloadNetwork, locateSet } from "../networks/download-networks";
import type { TransformerSource } from "../networks/transformer";
import { type OpenedPicture, opened } from "../pictures/lazy-picture";
import { ResizedPictures } from "../pictures/resized-cache";
import { coveringOf } from "./blend";
import { Frames } from "./frames";
import { KnownFaces, keepLines, linesOfFaces } from "./keep-faces";
import { LoadedNetworks } from "./loaded-networks";
import { usualMemory } from "./memory";
import { Painting } from "./painting";
import { paintInPasses } from "./passes";
import { Recovery } from "./recovery";
import { mixed, type StyleMix, StyleVectors } from "./style-vectors";

/** Frames in the making, and what their style is mixed from. */
interface Prepared {
  readonly frames: Frames;
  /** The middle of the content, as the style network sees it. */
  readonly square: Picture;
  /** The style vector of the content; undefined before a strength needed it. */
  own: Float32Array | undefined;
  mix: StyleMix;
  readonly strokes: Strokes;
  /** Why the last mix could not be computed. */
  failure: unknown;
}

/** A choice of backend that may not be the fastest, and the transformer it was made with. */
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
  readonly #resized = new ResizedPictures();
  readonly #recovery: Recovery;
  readonly #vectors: StyleVectors;
  readonly #faces = new KnownFaces();
  readonly #prepared = new Map<number, Prepared>();
  #lastNumber = 0;
  #unsettled: Unsettled | undefined;

  private constructor(backends: Backends, networks: LoadedNetworks) {
    this.#backends = backends;
    this.#networks = networks;
    this.#names = Object.keys(networks.located.set.transformers);
    this.#recovery = new Recovery(backends, () => this.#forget());
    this.#vectors = new StyleVectors(networks, this.#recovery);
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
      return await this.#vectors.of(source, size, call);
    });
  }

  /** Paints a picture at the requested size. */
  async paint(request: PaintRequest, call: Call): Promise<Answers["paint"]> {
    // The decoded photo is closed before the painting begins: both are large.
    const { picture, vector } = await opened(request.picture, async (source) => ({
      vector: await mixed(request, () => this.#ownVector(source, request, call)),
      picture: await this.#resized.get(source, request.size, request.isDraft),
    }));
    const { width, height } = picture;
    const passes = passesOf(width, height, request.strokes);
    const pixels = pixelsOfPasses(passes);
    const name = await this.#transformerName(request.quality, pixels);
    const load = () => this.#networks.transformer(name, call);
    const limits = { memory: request.memory ?? usualMemory(), pixels: width * height };
    const pace = () => this.#pace.expect(name, 1);
    await load();
    const turn = async () => {
      await messages();
      call.signal.throwIfAborted();
    };
    const faces = request.keepFaces ? await this.#faces.of(picture, request.picture.key, turn) : [];
    const lines = linesOfFaces(picture, faces);
    const begun = performance.now();
    const canvas = await paintInPasses(picture, {
      passes,
      covering: coveringOf(request.strokes, request.strength),
      shared: this.#resized.keeps(picture),
      signal: call.signal,
      show: call.show,
      paint: async (ground, place) => {
        const painting = new Painting(ground, vector, await load(), place);
        await this.#recovery.paint(painting, load, limits, pace, call);
        return painting;
      },
    });
    await keepLines(canvas, lines, turn);
    this.#pace.note(
      name,
      `${width} ${height} ${request.strokes}`,
      pixels,
      performance.now() - begun,
    );
    return { ...canvas, transformer: name, ...this.#standing };
  }

  /** Makes ready for painting frames as large as a picture is to be painted. */
  async prepare(request: PrepareRequest, call: Call): Promise<Answers["prepare"]> {
    const { sides, square, own } = await opened(request.picture, async (source) => {
      const decoded = await source.decoded();
      const needsOwn = request.strength !== 1 || request.contentStyle;
      return {
        sides:
          request.sides ?? fitted(...decoded.sides, request.size ?? Math.max(...decoded.sides)),
        square: await this.#vectors.square(source),
        own: needsOwn ? await this.#ownVector(source, request, call) : undefined,
      };
    });
    const [width, height] = sides;
    const passes = passesOf(width, height, request.strokes);
    const name = await this.#transformerName(request.quality, pixelsOfPasses(passes));
    await this.#networks.transformer(name, call);
    const vector = await mixed(request, async () => own as Float32Array);
    const { strokes, strength } = request;
    const frames = new Frames(name, passes, vector, coveringOf(strokes, strength), request.steady);
    const number = ++this.#lastNumber;
    this.#prepared.set(number, { frames, square, own, mix: request, strokes, failure: undefined });
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
    return await this.#recovery.retried(call, async () => {
      const transformer = await this.#networks.transformer(frames.transformer, call);
      return await frames.paint(
        request.picture.source,
        request.time,
        transformer,
        this.#recovery.unlessLost,
        call,
      );
    });
  }

  /**
   * Paints the next frames in another style. Should that need the content's own style, which takes a
   * while, frames go on in the old style meanwhile.
   */
  restyle({ frames, style, strength }: RestyleRequest): true {
    const prepared = this.#frames(frames);
    prepared.mix = { style, strength };
    void this.#restyle(prepared);
    return true;
  }

  release(number: number): true {
    this.#prepared.get(number)?.frames.dispose();
    this.#prepared.delete(number);
    return true;
  }

  /** Whether the fastest backend has been looked for. */
  get isSettled(): boolean {
    return this.#unsettled === undefined;
  }

  /** Takes what paints faster, if there is something: one does not wait for that at first. */
  async settle(call: Call): Promise<void> {
    const unsettled = this.#unsettled;
    this.#unsettled = undefined;
    // A backend that was lost since then was replaced by one that works.
    if (!unsettled || this.#backend !== unsettled.choice.backend) return;
    const { name, choice, source } = unsettled;
    const faster = await fasterBackend(choice, this.#backends, source, call);
    if (!faster) return;
    this.#forget();
    this.#networks.add(name, faster.transformer, source.artifacts);
    if (faster.msPerPixel !== undefined) this.#pace.learn(name, faster.msPerPixel);
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
      const vector = await mixed(prepared.mix, async () => {
        prepared.own ??= await this.#vectors.ofSquare(prepared.square, quiet());
        return prepared.own;
      });
      prepared.frames.restyle(vector, coveringOf(prepared.strokes, prepared.mix.strength));
    } catch (error) {
      prepared.failure = error;
    }
  }

  async #ownVector(opened: OpenedPicture, { contentStyle }: SentSettings, call: Call) {
    return contentStyle ?? (await this.#vectors.of(opened, undefined, call));
  }

  async #transformerName(quality: Quality, pixels: number): Promise<string> {
    const name = transformerName(this.#names, quality, pixels, this.#pace);
    const first = this.#networks.loaded(name);
    const isGuess = quality === "auto" && this.#pace.expect(name, 1) === undefined;
    if (!isGuess || !first || this.#names.length === 1) return name;
    const { vectorSize } = this.#networks.located.set;
    const { compiles } = this.#backends.descriptor;
    const measured = measuredMsPerPixel(first, vectorSize, compiles);
    this.#pace.learn(name, await this.#recovery.unlessLost(measured));
    return transformerName(this.#names, quality, pixels, this.#pace);
  }
}
