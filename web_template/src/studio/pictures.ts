// The pictures a visitor can choose: samples of the site and files of their own.

import { StylizerError } from "../api/errors";
import { checkSize } from "../engine/picture";
import { strings } from "./strings";

/** A sample as the page's data describes it. */
export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly image: string;
  readonly thumbnail: string;
  readonly width: number;
  readonly height: number;
  readonly vector: readonly number[];
}

/** A picture to paint or to take the style of. */
export interface StudioPicture {
  readonly id: string;
  readonly title: string;
  /** Where an `<img>` finds it. */
  readonly url: string;
  /** Its style vector, where the build or an earlier paint computed it. */
  readonly vector: ArrayLike<number> | undefined;
  /** The stem of its file name. */
  readonly stem: string;
  blob(signal: AbortSignal): Promise<Blob>;
}

export function samplePicture(sample: Sample): StudioPicture {
  let downloaded: Blob | undefined;
  return {
    id: sample.id,
    title: sample.title,
    url: sample.image,
    vector: sample.vector,
    stem: sample.id,
    blob: async (signal) => {
      downloaded ??= await downloadSample(sample, signal);
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
  throw new StylizerError("network-file", strings.sampleMissing(title));
}

/** Takes a visitor's file, or says in one sentence why it cannot be used. */
export async function ownPicture(file: File, id: string): Promise<StudioPicture> {
  const url = URL.createObjectURL(file);
  try {
    await checkPicture(url);
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  }
  const stem = file.name.replace(/\.[^.]*$/, "") || id;
  return { id, title: stem, url, vector: undefined, stem, blob: async () => file };
}

async function checkPicture(url: string): Promise<void> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch (cause) {
    throw new StylizerError("not-an-image", strings.unreadable, { cause });
  }
  checkSize(image.naturalWidth, image.naturalHeight);
}
