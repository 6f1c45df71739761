// The pictures a visitor can choose: samples of the site and files of their own.

import { checkPixels } from "../../shared/picture";
import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import type { StudioPicture } from "./recipe";
import type { Sample } from "./site";
import { Store } from "./store";

/** Pictures of one kind that can be chosen: samples first, then the visitor's own. */
export interface Pictures {
  readonly all: Store<readonly StudioPicture[]>;
  /** Takes a visitor's file; rejects with a StudioError or StylizerError where it cannot be used. */
  add(file: File): Promise<StudioPicture>;
}

type Check = (width: number, height: number) => void;

/** The samples of one kind, and behind them the files that a visitor added. */
export class PictureList implements Pictures {
  readonly all: Store<readonly StudioPicture[]>;
  readonly #kind: string;
  readonly #check: Check;
  #files = 0;

  /**
   * @param kind makes the ids of a visitor's own pictures differ from those of another list
   * @param check refuses pictures by their size
   */
  constructor(kind: string, samples: readonly Sample[], check: Check = checkPixels) {
    this.#kind = kind;
    this.#check = check;
    this.all = new Store<readonly StudioPicture[]>(samples.map(samplePicture));
  }

  async add(file: File): Promise<StudioPicture> {
    const picture = await ownPicture(file, `own-${this.#kind}-${++this.#files}`, this.#check);
    this.all.set([...this.all.value, picture]);
    return picture;
  }
}

export function samplePicture(sample: Sample): StudioPicture {
  const { id, title, image, width, height } = sample;
  let downloaded: Blob | undefined;
  return {
    id,
    title,
    url: image,
    width,
    height,
    sample,
    stem: id,
    blob: async (signal) => {
      if (downloaded) return downloaded;
      const blob = await downloadSample(sample, signal);
      downloaded ??= blob;
      return downloaded;
    },
  };
}

async function downloadSample({ image, title }: Sample, signal: AbortSignal): Promise<Blob> {
  try {
    const response = await fetch(image, { signal });
    if (response.ok) return await response.blob();
  } catch {
    signal.throwIfAborted();
  }
  throw new StudioError(text("studio.sample_missing", { title }));
}

/** Takes a visitor's file, or says in one sentence why it cannot be used. */
export async function ownPicture(
  file: File,
  id: string,
  check: Check = checkPixels,
): Promise<StudioPicture> {
  const url = URL.createObjectURL(file);
  try {
    const { naturalWidth: width, naturalHeight: height } = await readPicture(url, check);
    const stem = file.name.replace(/\.[^.]*$/, "") || id;
    const blob = async () => file;
    return { id, title: stem, url, width, height, sample: undefined, stem, blob };
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  }
}

async function readPicture(url: string, check: Check): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch (cause) {
    throw new StudioError(text("studio.unreadable"), { cause });
  }
  check(image.naturalWidth, image.naturalHeight);
  return image;
}
