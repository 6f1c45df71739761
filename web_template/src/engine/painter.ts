import { StylizerError } from "../api/errors";
import type { Backend, Quality } from "../api/types";
import { mixStyles } from "../api/vectors";
import { Backends } from "./backends";
import type { Call } from "./call";
import { type Choice, chooseBackend, tryOut } from "./choose";
import { chunk } from "./chunk";
import { downloadNetwork, type LocatedSet, locateSet } from "./networks";
import { type OpenedPicture, opened } from "./opened";
import { Pace, transformerName } from "./pace";
import { centredSquare, fitted, type Picture } from "./picture";
import { padded, paddedSide, shufflePixels, toUnit } from "./pixels";
import type { Answers, PaintRequest, SentPicture, StartRequest } from "./protocol";
import type { StyleNetwork } from "./style-network";
import { loadTransformer, type Transformer } from "./transformer";

const PAINT_STEPS = 3;

/** Sizes remembered of one photo: those that previews come in, and some of finished pictures. */
const SIZES = 6;

/** Pictures seen before: repainting with another strength should not decode the photo again. */
interface Remembered {
  readonly key: number;
  readonly size: number | undefined;
  readonly picture: Picture;
}

/** A network set on a running backend, and what it knows of the pictures it was given. */
export class Painter {
  readonly backend: Backend;
  readonly #located: LocatedSet;
  readonly #transformers: Map<string, Transformer>;
  readonly #pace = new Pace();
  readonly #vectors = new Map<number, Float32Array>();
  #styleNetwork: StyleNetwork | undefined;
  #contents: readonly Remembered[] = [];

  private constructor(located: LocatedSet, name: string, choice: Choice) {
    this.#located = located;
    this.backend = choice.backend;
    this.#transformers = new Map([[name, choice.transformer]]);
    if (choice.pace !== undefined) this.#pace.learn(name, choice.pace);
  }

  /** Downloads the fastest transformer of a set and starts a backend with it. */
  static async start(request: StartRequest, call: Call, onLost: () => void): Promise<Painter> {
    const backends = new Backends();
    backends.prefetch(request.backend, call);
    const networks = new URL(request.networks);
    const located = await locateSet(networks, request.set, { signal: call.signal });
    const { set, folder } = located;
    const [[name, files] = []] = Object.entries(set.transformers);
    if (!name || !files) {
      throw new StylizerError("network-file", "This site's network set is empty.");
    }
    const artifacts = await downloadNetwork(folder, files, call);
    const source = { files, artifacts, vectorSize: set.vectorSize };
    const choice = await chooseBackend(request.backend, backends, source, call);
    backends.watch(onLost);
    return new Painter(located, name, choice);
  }

  /** What the page wants to know of a painter. */
  get description(): Answers["start"] {
    const { set, info, offered } = this.#located;
    return { backend: this.backend, vectorSize: set.vectorSize, set: info, sets: offered };
  }

  /** The style vector of a picture. */
  async style(sent: SentPicture, call: Call): Promise<Float32Array> {
    return await opened(sent, (picture) => this.#vector(picture, call));
  }

  /** Paints a picture at the wished size. */
  async paint(request: PaintRequest, call: Call): Promise<Answers["paint"]> {
    return await opened(request.picture, (picture) => this.#paint(picture, request, call));
  }

  async #paint(opened: OpenedPicture, request: PaintRequest, call: Call) {
    call.step("paint", 0, PAINT_STEPS);
    const picture = await this.#content(opened, request.size);
    const name = await this.#transformerName(request.quality, picture);
    const transformer = await this.#transformer(name, call);
    const vector = await this.#mixedVector(opened, request, call);
    const { cellSize, multiple, minimum } = transformer.files;
    const width = paddedSide(picture.width, multiple, minimum);
    const height = paddedSide(picture.height, multiple, minimum);
    const values = padded(picture, width, height);
    call.step("paint", 1, PAINT_STEPS);
    const begun = performance.now();
    const cells = await transformer.run(values, width, height, vector);
    this.#pace.note(name, width, height, performance.now() - begun);
    call.step("paint", 2, PAINT_STEPS);
    const grid = { values: cells, columns: width / cellSize, size: cellSize };
    const data = shufflePixels(grid, picture.width, picture.height);
    call.step("paint", PAINT_STEPS, PAINT_STEPS);
    return { width: picture.width, height: picture.height, data, transformer: name };
  }

  async #mixedVector(opened: OpenedPicture, request: PaintRequest, call: Call) {
    const { style, strength, contentStyle } = request;
    if (strength === 1) return style;
    const own = contentStyle ?? (await this.#vector(opened, call));
    return mixStyles([own, style], [1 - strength, strength]);
  }

  async #content(opened: OpenedPicture, size: number | undefined): Promise<Picture> {
    const { key } = opened;
    const known = this.#contents.find((content) => content.key === key && content.size === size);
    if (known) return known.picture;
    const decoded = await opened.decoded();
    const { width, height } = decoded;
    const sides = fitted(width, height, size ?? Math.max(width, height));
    const picture = decoded.resampled({ left: 0, top: 0, width, height }, ...sides);
    const sizes = this.#contents.filter((content) => content.key === key);
    if (key !== undefined) this.#contents = [{ key, size, picture }, ...sizes].slice(0, SIZES);
    return picture;
  }

  async #vector(opened: OpenedPicture, call: Call): Promise<Float32Array> {
    const known = opened.key === undefined ? undefined : this.#vectors.get(opened.key);
    if (known) return known;
    call.step("style", 0, 1);
    const decoded = await opened.decoded();
    const network = await this.#loadedStyleNetwork(call);
    const { size } = network.files;
    const region = centredSquare(decoded.width, decoded.height);
    const vector = await network.vector(toUnit(decoded.resampled(region, size, size)));
    if (opened.key !== undefined) this.#vectors.set(opened.key, vector);
    call.step("style", 1, 1);
    return vector;
  }

  async #loadedStyleNetwork(call: Call): Promise<StyleNetwork> {
    if (!this.#styleNetwork) {
      const { set, folder } = this.#located;
      const artifacts = await downloadNetwork(folder, set.style, call);
      const { loadStyleNetwork } = await chunk(() => import("./style-network"));
      this.#styleNetwork = await loadStyleNetwork(set.style, artifacts);
    }
    return this.#styleNetwork;
  }

  async #transformerName(quality: Quality, { width, height }: Picture): Promise<string> {
    const { set } = this.#located;
    const pixels = width * height;
    const name = transformerName(set, quality, pixels, this.#pace);
    const first = this.#transformers.get(name);
    const isGuess = quality === "auto" && this.#pace.expect(name, pixels) === undefined;
    if (!isGuess || !first || Object.keys(set.transformers).length === 1) return name;
    this.#pace.learn(name, (await tryOut(first, set.vectorSize)).pace);
    return transformerName(set, quality, pixels, this.#pace);
  }

  async #transformer(name: string, call: Call): Promise<Transformer> {
    const { set, folder } = this.#located;
    const files = set.transformers[name];
    let transformer = this.#transformers.get(name);
    if (!transformer && files) {
      const artifacts = await downloadNetwork(folder, files, call);
      transformer = await loadTransformer({ files, artifacts, vectorSize: set.vectorSize });
      this.#transformers.set(name, transformer);
    }
    return transformer as Transformer;
  }
}
