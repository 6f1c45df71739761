// From a recipe to a picture: style vector, painting, colours, regions.

import type { Backend } from "../../api/backends";
import type {
  PaintOptions,
  PictureSource,
  PrepareOptions,
  ProgressEvent,
  Quality,
} from "../../api/types";
import { mixStyles } from "../../api/vectors";
import type { FramePainter } from "../../stylizer";
import { shown } from "../model/masks";
import type { Recipe, StyleSource } from "../model/recipe";
import { perform, sendable } from "../pixels/off-page";
import type { Sendable } from "../pixels/tasks";
import type { PaintCall } from "./call";
import type { Painters } from "./painters";
import { Vectors } from "./vectors";

/** Layers that are kept, and the most pixels of one that is. */
const KEPT = 4;
const MOST_KEPT_PIXELS = 4e6;

export interface PaintRequest {
  /** Long side in pixels of the painting; the photo's own where undefined. */
  readonly size: number | undefined;
  readonly quality: Quality;
  /** Whether it is only a preview. */
  readonly draft?: boolean;
  /** Painted in place of the recipe's photo. */
  readonly photo?: PictureSource | undefined;
}

/** A picture as the transformer painted it. */
interface PaintedLayer {
  readonly image: ImageData;
  readonly backend: Backend;
  /** Name of the transformer that painted. */
  readonly transformer: string;
}

/** A picture in the recipe's colours that finer strokes are still to come over. */
export interface PaintedPass {
  readonly recipe: Recipe;
  readonly image: ImageData;
}

export interface Painted extends PaintedLayer, PaintedPass {
  /** How long it took, without downloads. */
  readonly milliseconds: number;
  /** Whether the transformer painted all of it anew. */
  readonly fresh: boolean;
}

interface KeptLayer {
  readonly recipe: Recipe;
  readonly request: PaintRequest;
  readonly layer: PaintedLayer;
}

export class Pipeline {
  readonly #painters: Painters;
  readonly #vectors = new Vectors();
  /** Painted layers, so that a change of colours or regions alone needs no new painting. */
  #kept: readonly KeptLayer[] = [];

  constructor(painters: Painters) {
    this.#painters = painters;
  }

  /** The style vector of one style for the recipe's set. */
  async vector(source: StyleSource, { set }: Recipe, call: PaintCall): Promise<Float32Array> {
    const painter = () => this.#painters.get(set.name, call);
    return Float32Array.from(await this.#vectors.of(source, set, painter, call));
  }

  /** The style vector of all styles of a recipe together. */
  async mixed(recipe: Recipe, call: PaintCall): Promise<Float32Array> {
    const used = recipe.styles.filter(({ weight }) => weight > 0);
    const vectors: Float32Array[] = [];
    for (const { source } of used) vectors.push(await this.vector(source, recipe, call));
    const weights = used.map(({ weight }) => weight);
    return mixStyles(vectors, weights);
  }

  /** Paints what a recipe says; its size and quality are those of the request. */
  async paint(
    recipe: Recipe,
    request: PaintRequest,
    { onPass, ...call }: PaintCall & Pick<PaintOptions, "onPass">,
  ): Promise<Painted> {
    const watch = new StopWatch(call);
    const { regions, ...whole } = recipe;
    const kept = this.#kept;
    const finished = { recipe, fresh: true };
    if (!regions) {
      let ended = false;
      const showPass = async (pass: ImageData) => {
        const image = await this.#coloured(pass, recipe, request, call);
        if (!ended) onPass?.(image);
      };
      const layer = await this.#layer(whole, request, {
        ...watch.call,
        // A pass that cannot be shown is no reason to give up: what fails there fails at the end, too.
        onPass: onPass && ((pass) => void showPass(pass).catch(() => {})),
      });
      ended = true;
      const fresh = !kept.some((one) => one.layer.image === layer.image);
      const image = await this.#coloured(layer.image, recipe, request, call);
      return { ...finished, ...layer, image, fresh, milliseconds: watch.milliseconds };
    }
    const parts = shown(regions.masks);
    const paint = async (of: Recipe) => {
      const layer = await this.#layer(of, request, watch.call);
      return { ...layer, image: await this.#coloured(layer.image, of, request, call) };
    };
    const other = { ...whole, styles: [{ source: regions.style, weight: 1 }] };
    const second = parts.second ? await paint(other) : undefined;
    const first = parts.first || !second ? await paint(whole) : undefined;
    const layer = (first ?? second) as PaintedLayer;
    const photo = parts.photo ? await this.#photo(recipe, request, call) : undefined;
    const { masks } = regions;
    const layers = { first: first?.image, second: second?.image };
    const image = await perform("compose", { ...layers, photo, masks }, call.signal);
    return { ...finished, ...layer, image, fresh: false, milliseconds: watch.milliseconds };
  }

  /** Prepares the painting of frames in the recipe's styles, at most `size` pixels long. */
  async prepare(
    recipe: Recipe,
    source: PictureSource,
    call: PaintCall & Pick<PrepareOptions, "size" | "steady">,
  ): Promise<FramePainter> {
    const stylizer = await this.#painters.get(recipe.set.name, call);
    const vector = await this.mixed(recipe, call);
    const { strength, quality, strokes } = recipe;
    return await stylizer.prepare(source, vector, { strength, quality, strokes, ...call });
  }

  async #layer(
    recipe: Recipe,
    request: PaintRequest,
    call: PaintCall & Pick<PaintOptions, "onPass">,
  ): Promise<PaintedLayer> {
    const known = this.#kept.find((kept) => sameLayer(kept, recipe, request));
    if (known) return known.layer;
    const layer = await this.#painted(recipe, request, call);
    const { width, height } = layer.image;
    if (width * height <= MOST_KEPT_PIXELS && request.photo === undefined) {
      this.#kept = [...this.#kept, { recipe, request, layer }].slice(-KEPT);
    }
    return layer;
  }

  async #painted(
    recipe: Recipe,
    request: PaintRequest,
    { onPass, ...call }: PaintCall & Pick<PaintOptions, "onPass">,
  ): Promise<PaintedLayer> {
    const { set, photo, strength, strokes, keepFaces } = recipe;
    const { quality, size, draft } = request;
    const stylizer = await this.#painters.get(set.name, call);
    const vector = await this.mixed(recipe, call);
    const source = request.photo ?? (await photo.blob(call.signal));
    const contentStyle = request.photo
      ? undefined
      : await this.#vectors.published(photo, recipe.set.name);
    call.signal.throwIfAborted();
    const settings = { strength, size, quality, strokes, keepFaces, contentStyle };
    const options = { ...call, ...settings, draft, onPass };
    const image = await stylizer.paint(source, vector, options);
    return { image, backend: stylizer.backend, transformer: stylizer.transformer };
  }

  async #coloured(
    image: ImageData,
    recipe: Recipe,
    request: PaintRequest,
    call: PaintCall,
  ): Promise<ImageData> {
    if (recipe.colours === 0) return image;
    const photo = await this.#photo(recipe, request, call);
    const task = { painted: image, photo, amount: recipe.colours };
    return await perform("colour", task, call.signal);
  }

  async #photo({ photo }: Recipe, request: PaintRequest, { signal }: PaintCall): Promise<Sendable> {
    return await sendable(request.photo ?? (await photo.blob(signal)));
  }
}

/** Whether a layer that was painted before is what would be painted now. */
function sameLayer(kept: KeptLayer, recipe: Recipe, request: PaintRequest): boolean {
  const keys = ["set", "photo", "styles", "strength", "strokes", "keepFaces"] as const;
  return (
    request.photo === undefined &&
    kept.request.size === request.size &&
    kept.request.quality === request.quality &&
    kept.request.draft === request.draft &&
    keys.every((key) => key === "styles" || Object.is(kept.recipe[key], recipe[key])) &&
    sameStyles(kept.recipe, recipe)
  );
}

function sameStyles({ styles }: Recipe, { styles: others }: Recipe): boolean {
  if (styles.length !== others.length) return false;
  return styles.every(
    ({ source, weight }, index) =>
      source === others[index]?.source && weight === others[index]?.weight,
  );
}

/** Times a call without what it downloads. */
class StopWatch {
  readonly call: PaintCall;
  #begun = performance.now();

  constructor(call: PaintCall) {
    const onProgress = (event: ProgressEvent) => {
      if (event.stage === "download" || event.stage === "start") this.#begun = performance.now();
      call.onProgress?.(event);
    };
    this.call = { ...call, onProgress };
  }

  get milliseconds(): number {
    return performance.now() - this.#begun;
  }
}
