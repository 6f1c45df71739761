// Style vectors, for each network set its own: no set is ever given another one's numbers.

import type { CallOptions } from "../api/types";
import { downloadJson } from "../engine/download";
import type { Stylizer } from "../stylizer";
import type { StudioPicture } from "./pictures";
import { site } from "./site";

/** The gallery's vectors of one set, by picture. */
type Listed = Readonly<Record<string, readonly number[]>>;

export class Vectors {
  readonly #listed = new Map<string, Promise<Listed>>();

  /** The vector that `set` was published with for a picture of the gallery, if any. */
  async published(picture: StudioPicture, set: string): Promise<ArrayLike<number> | undefined> {
    if (!picture.sample) return undefined;
    if (set === site.networks.default) return picture.sample.vector;
    return (await this.#list(set))[picture.id];
  }

  /** The vector of a picture, from the style network of `set` where none was published. */
  async of(
    picture: StudioPicture,
    set: string,
    stylizer: Stylizer,
    options: CallOptions & { readonly signal: AbortSignal },
  ): Promise<ArrayLike<number>> {
    const published = await this.published(picture, set);
    options.signal.throwIfAborted();
    return published ?? (await stylizer.style(await picture.blob(options.signal), options));
  }

  /** Downloads the vectors of a set that is not the default one, once. */
  #list(set: string): Promise<Listed> {
    const known = this.#listed.get(set);
    if (known) return known;
    const url = new URL(`networks/${encodeURIComponent(set)}/vectors.json`, document.baseURI);
    // The list is small and serves every paint to come: none of them may stop it.
    const { signal } = new AbortController();
    const list = downloadJson<Listed>(url, { signal, cache: "no-cache" });
    this.#listed.set(set, list);
    list.catch(() => this.#listed.delete(set));
    return list;
  }
}
