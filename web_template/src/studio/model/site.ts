// What the build wrote into the page for the scripts.

import type { NetworkSetInfo } from "../../api/types";
import { showsFormat } from "./image-support";

/** A sample as the page's data describes it. */
export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly image: string;
  readonly thumbnail: string;
  /** The same in fewer bytes, in a format that not every browser knows. */
  readonly modern: Readonly<Record<"image" | "thumbnail", string>>;
  readonly width: number;
  readonly height: number;
  /** Its style vector for the default network set. */
  readonly vector: readonly number[];
}

/** A network set the site offers; its `bytes` list the transformers fastest first. */
export type SetSummary = Omit<NetworkSetInfo, "qualities">;

interface Site {
  /** The path from the page to the site's root: "" or "../". */
  readonly root: string;
  /** Whether browsers may keep the site for use without a connection. */
  readonly offline: boolean;
  /** The XMP that saved paintings have in them; null for none. */
  readonly mark: string | null;
  readonly photos: readonly Sample[];
  readonly styles: readonly Sample[];
  readonly networks: { readonly default: string; readonly sets: readonly SetSummary[] };
}

export const site = await read();

async function read(): Promise<Site> {
  const said = JSON.parse(document.getElementById("site-data")?.textContent ?? "{}") as Site;
  const first = said.photos?.[0];
  if (!first || !(await showsFormat(first.modern.image))) return said;
  const better = (sample: Sample) => ({ ...sample, ...sample.modern });
  return { ...said, photos: said.photos.map(better), styles: said.styles.map(better) };
}

/** The role of the style network; all others are transformers. */
export const STYLE = "style";

/** Names of a set's transformers, fastest first. */
export function transformers(set: SetSummary): readonly string[] {
  return Object.keys(set.bytes).filter((role) => role !== STYLE);
}
