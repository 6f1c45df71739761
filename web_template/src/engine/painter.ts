import { StylizerError } from "../api/errors";
import type { Backend } from "../api/types";
import { mixStyles } from "../api/vectors";
import { Backends } from "./backends";
import type { Call } from "./call";
import { chooseBackend } from "./choose";
import { downloadNetwork, type LocatedSet, locateSet, transformerName } from "./networks";
import { type OpenedPicture, opened } from "./opened";
import { centredSquare, fitted, type Picture } from "./picture";
import { padded, paddedSide, shufflePixels, toUnit } from "./pixels";
import type { Answers, PaintRequest, SentPicture, StartRequest } from "./protocol";
import { loadStyleNetwork, type StyleNetwork } from "./style-network";
import { loadTransformer, type Transformer } from "./transformer";

const PAINT_STEPS = 3;

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
  readonly #vectors = new Map<number, Float32Array>();
  #styleNetwork: StyleNetwork | undefined;
  #lastContent: Remembered | undefined;

  private constructor(located: LocatedSet, backend: Backend, name: string, first: Transformer) {
    this.#located = located;
    this.backend = backend;
    this.#transformers = new Map([[name, first]]);
  }

  /** Downloads the default set's first transformer and starts a backend with it. */
  static async start(request: StartRequest, call: Call, onLost: () => void): Promise<Painter> {
    const backends = new Backends();
    backends.prefetch(request.backend, call);
    const located = await locateSet(new URL(request.networks), { signal: call.signal });
    const { set, folder } = located;
    const name = transformerName(set, "auto");
    const files = set.transformers[name];
    if (!files) throw new StylizerError("network-file", "This site's network set is empty.");
    const artifacts = await downloadNetwork(folder, files, call);
    const source = { files, artifacts, vectorSize: set.vectorSize };
    const choice = await chooseBackend(request.backend, backends, source, call);
    backends.watch(onLost);
    return new Painter(located, choice.backend, name, choice.transformer);
  }

  /** Numbers in a style vector of this set. */
  get vectorSize(): number {
    return this.#located.set.vectorSize;
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
    const transformer = await this.#transformer(request.quality, call);
    const vector = await this.#mixedVector(opened, request, call);
    const picture = await this.#content(opened, request.size);
    const { cellSize, multiple, minimum } = transformer.files;
    const width = paddedSide(picture.width, multiple, minimum);
    const height = paddedSide(picture.height, multiple, minimum);
    const values = padded(picture, width, height);
    call.step("paint", 1, PAINT_STEPS);
    const cells = await transformer.run(values, width, height, vector);
    call.step("paint", 2, PAINT_STEPS);
    const grid = { values: cells, columns: width / cellSize, size: cellSize };
    const data = shufflePixels(grid, picture.width, picture.height);
    call.step("paint", PAINT_STEPS, PAINT_STEPS);
    return { width: picture.width, height: picture.height, data };
  }

  async #mixedVector(opened: OpenedPicture, request: PaintRequest, call: Call) {
    const { style, strength, contentStyle } = request;
    if (strength === 1) return style;
    const own = contentStyle ?? (await this.#vector(opened, call));
    return mixStyles([own, style], [1 - strength, strength]);
  }

  async #content(opened: OpenedPicture, size: number | undefined): Promise<Picture> {
    const last = this.#lastContent;
    if (last && last.key === opened.key && last.size === size) return last.picture;
    const decoded = await opened.decoded();
    const { width, height } = decoded;
    const sides = fitted(width, height, size ?? Math.max(width, height));
    const picture = decoded.resampled({ left: 0, top: 0, width, height }, ...sides);
    this.#lastContent = opened.key === undefined ? undefined : { key: opened.key, size, picture };
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
      this.#styleNetwork = await loadStyleNetwork(set.style, artifacts);
    }
    return this.#styleNetwork;
  }

  async #transformer(quality: string, call: Call): Promise<Transformer> {
    const { set, folder } = this.#located;
    const name = transformerName(set, quality);
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
