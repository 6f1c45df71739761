// Style vectors. Each network set has its own: vectors of one set mean nothing to another.

import { mixStyles } from "../../api/vectors";
import { downloadJson } from "../../shared/download";
import type { Stylizer } from "../../stylizer";
import type { PictureStyle, StudioPicture, StyleSource } from "../model/recipe";
import { type SetSummary, site } from "../model/site";
import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import { readPixels } from "../pixels/read";
import type { PaintCall } from "./call";
import { squares } from "./squares";

/** Most vectors that are kept, of 100 numbers each. */
const KEPT = 200;

/** The gallery's vectors of one set, by picture. */
type Listed = Readonly<Record<string, readonly number[]>>;

export class Vectors {
  readonly #listed = new Map<string, Promise<Listed>>();
  readonly #seen = new Map<string, ArrayLike<number>>();

  /** The vector that `set` was published with for a picture of the gallery, if any. */
  async published(picture: StudioPicture, set: string): Promise<ArrayLike<number> | undefined> {
    if (!picture.sample) return undefined;
    if (set === site.networks.default) return picture.sample.vector;
    return (await this.#list(set))[picture.id];
  }

  /**
   * The vector of a style, from the style network of `set` where none was published.
   *
   * @param painter gives the painter of `set`, which is loaded for that if need be
   * @throws StudioError where a style of numbers belongs to another set
   */
  async of(
    source: StyleSource,
    set: SetSummary,
    painter: () => Promise<Stylizer>,
    call: PaintCall,
  ): Promise<ArrayLike<number>> {
    if (source.kind === "vector") {
      if (source.space === set.vectorSpace) return source.vector;
      const message = text("studio.other_space", { style: source.title, set: set.title });
      throw new StudioError(message);
    }
    const key = keyOf(source, set.name);
    const known = this.#seen.get(key);
    if (known) return known;
    const vector = await this.#found(source, set.name, painter, call);
    call.signal.throwIfAborted();
    this.#seen.set(key, vector);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > KEPT && oldest) this.#seen.delete(oldest);
    return vector;
  }

  async #found(
    { picture, crop, scale }: PictureStyle,
    set: string,
    painter: () => Promise<Stylizer>,
    call: PaintCall,
  ): Promise<ArrayLike<number>> {
    const published = crop || scale ? undefined : await this.published(picture, set);
    call.signal.throwIfAborted();
    if (published) return published;
    const options = { ...call, size: scale };
    const stylizer = await painter();
    const blob = await picture.blob(call.signal);
    if (!crop) return await stylizer.style(blob, options);
    const bitmap = await createImageBitmap(blob);
    try {
      const vectors: ArrayLike<number>[] = [];
      for (const { left, top, side } of squares(crop, bitmap.width, bitmap.height)) {
        vectors.push(await stylizer.style(readPixels(bitmap, left, top, side, side), options));
      }
      return mixStyles(vectors, new Array(vectors.length).fill(1));
    } finally {
      bitmap.close();
    }
  }

  /** Downloads the vectors of a set that is not the default one, once. */
  #list(set: string): Promise<Listed> {
    const known = this.#listed.get(set);
    if (known) return known;
    const path = `${site.root}networks/${encodeURIComponent(set)}/vectors.json`;
    const url = new URL(path, document.baseURI);
    // The list is small and serves all later paints, so aborting one of them does not abort it.
    const { signal } = new AbortController();
    const list = downloadJson<Listed>(url, { signal, cache: "no-cache" });
    this.#listed.set(set, list);
    list.catch(() => this.#listed.delete(set));
    return list;
  }
}

function keyOf({ picture, crop, scale }: PictureStyle, set: string): string {
  const part = crop && [crop.left, crop.top, crop.width, crop.height];
  return JSON.stringify([set, picture.id, part, scale]);
}
