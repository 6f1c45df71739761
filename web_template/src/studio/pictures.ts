// The pictures a visitor can choose: samples of the site and files of their own.

import { StylizerError } from "../api/errors";
import { checkPixels } from "../shared/picture";
import type { Pictures } from "./context";
import type { Sample } from "./site";
import { Store } from "./store";
import { text } from "./texts";

/** A picture to paint or to take the style of. */
export interface StudioPicture {
  readonly id: string;
  readonly title: string;
  /** Where an `<img>` finds it. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** What the build knows of it; a visitor's own picture has none. */
  readonly sample: Sample | undefined;
  /** The stem of its file name. */
  readonly stem: string;
  /** The file, always the same object, so that the engine knows what it decoded before. */
  blob(signal: AbortSignal): Promise<Blob>;
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
  throw new StylizerError("network-file", text("studio.sample_missing", { title }));
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
    throw new StylizerError("not-an-image", text("studio.unreadable"), { cause });
  }
  check(image.naturalWidth, image.naturalHeight);
  return image;
}
