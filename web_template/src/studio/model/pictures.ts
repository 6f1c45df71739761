// The pictures a visitor can choose: samples of the site and files of their own.

import { upright } from "../../shared/canvas";
import { checkPixels } from "../../shared/picture";
import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";
import { fromForeign } from "./foreign";
import { isMoving } from "./moving";
import type { SmallCopy, StudioPicture } from "./recipe";
import type { Sample } from "./site";
import { Store } from "./store";
import { webpOrientation } from "./webp-orientation";

/** Pictures of one kind that can be chosen: samples first, then the visitor's own. */
export interface Pictures {
  readonly all: Store<readonly StudioPicture[]>;
  /**
   * Takes a visitor's file, or finds the picture that it is already; rejects with a StudioError or
   * StylizerError where it cannot be used.
   */
  add(file: File): Promise<StudioPicture>;
}

/** When the page was opened: pictures of an earlier visit have other ids, which sort before. */
const OPENED = Date.now().toString(36);

/** Larger files are no pictures that can be painted; browsers read some of them for long, or not at all. */
const MOST_BYTES = 1e9;

type Check = (width: number, height: number) => void;

/**
 * Makes the copies of a picture, which is used up.
 *
 * @param type of its file
 */
export type MakeCopies = (picture: ImageBitmap, type: string) => Promise<readonly SmallCopy[]>;

/** Long side in pixels of the copies that lists show, as the build makes them of samples. */
export const LISTED = 256;

/** Long side in pixels up to which a copy is enough for most screens. */
export const ON_SCREEN = 2048;

/** The samples of one kind, and behind them the files that a visitor added. */
export class PictureList implements Pictures {
  readonly all: Store<readonly StudioPicture[]>;
  readonly #kind: string;
  readonly #check: Check;
  /** The files that the visitor's own pictures came from, as the system describes them. */
  readonly #files = new WeakMap<StudioPicture, string>();
  readonly #copies: MakeCopies;
  #count = 0;

  /**
   * @param kind makes the ids of a visitor's own pictures differ from those of another list
   * @param copies makes those of a visitor's pictures
   * @param check refuses pictures by their size
   */
  constructor(
    kind: string,
    samples: readonly Sample[],
    copies: MakeCopies,
    check: Check = checkPixels,
  ) {
    this.#kind = kind;
    this.#copies = copies;
    this.#check = check;
    this.all = new Store<readonly StudioPicture[]>(samples.map(samplePicture));
  }

  async add(file: File): Promise<StudioPicture> {
    const known = await this.#known(file);
    if (known) return known;
    const number = String(++this.#count).padStart(4, "0");
    const id = `own-${this.#kind}-${OPENED}-${number}`;
    const picture = await ownPicture(file, id, this.#check, this.#copies);
    this.#files.set(picture, describe(file));
    this.all.set([...this.all.value, picture]);
    return picture;
  }

  /** The picture that a file was made into before. */
  async #known(file: File): Promise<StudioPicture | undefined> {
    const own = this.all.value.filter(({ sample }) => !sample);
    const chosen = own.find((picture) => this.#files.get(picture) === describe(file));
    if (chosen) return chosen;
    // Of pasted files and of pictures of an earlier visit nothing is known but their bytes.
    for (const picture of own) if (await holds(picture, file)) return picture;
    return undefined;
  }
}

function describe({ name, size, lastModified }: File): string {
  return `${size} ${lastModified} ${name}`;
}

async function holds({ blob }: StudioPicture, file: File): Promise<boolean> {
  const kept = await blob(new AbortController().signal);
  if (kept.size !== file.size) return false;
  const [one, other] = [await kept.arrayBuffer(), await contents(file)];
  const bytes = new Uint8Array(other);
  return new Uint8Array(one).every((byte, index) => byte === bytes[index]);
}

export function samplePicture(sample: Sample): StudioPicture {
  const { id, title, image, width, height } = sample;
  let downloaded: Blob | undefined;
  return {
    id,
    title,
    url: image,
    copies: [],
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

/**
 * Where an `<img>` finds enough of a picture for a long side in pixels: browsers decode all of what
 * they are given, and keep it, however small they show it.
 */
export function addressOf({ url, copies }: StudioPicture, side: number): string {
  return (copies.find((copy) => copy.side >= side) ?? { url }).url;
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

/**
 * Takes a visitor's file. What is painted later is what is read now, whatever happens to the file.
 *
 * @throws StudioError, StylizerError that say why it cannot be used
 */
export async function ownPicture(
  file: File,
  id: string,
  check: Check = checkPixels,
  makeCopies: MakeCopies = async () => [],
): Promise<StudioPicture> {
  const bytes = await contents(file);
  const { kept, bitmap } = await decoded(bytes, file.type);
  const { width, height } = bitmap;
  try {
    check(width, height);
    const shown = isMoving(new Uint8Array(bytes)) ? await still(bitmap) : kept;
    const url = URL.createObjectURL(shown);
    const stem = file.name.replace(/\.[^.]*$/, "") || id;
    const copies = await makeCopies(bitmap, kept.type);
    const blob = async () => kept;
    return { id, title: stem, url, copies, width, height, sample: undefined, stem, blob };
  } finally {
    bitmap.close();
  }
}

/** Files that changed, or that are gone, since they were chosen cannot be read any more. */
async function contents(file: File): Promise<ArrayBuffer> {
  if (file.size > MOST_BYTES) throw new StudioError(text("studio.unreadable"));
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    throw new StudioError(text("studio.file_changed", { name: file.name }), { cause });
  }
}

/** Decodes a file as the engine does, which takes fewer than `<img>`: half a picture is none. */
async function decoded(
  bytes: ArrayBuffer,
  type: string,
): Promise<{ readonly kept: Blob; readonly bitmap: ImageBitmap }> {
  const file = new Blob([bytes], { type });
  try {
    const kept = await turned(file, webpOrientation(new Uint8Array(bytes)));
    return { kept, bitmap: await createImageBitmap(kept) };
  } catch (cause) {
    const kept = await fromForeign(bytes);
    if (kept) return { kept, bitmap: await createImageBitmap(kept) };
    throw new StudioError(text("studio.unreadable"), { cause });
  }
}

/** The same picture, which needs no turning any more; browsers differ in whether they do it. */
async function turned(file: Blob, orientation: number): Promise<Blob> {
  if (orientation === 1 || typeof OffscreenCanvas === "undefined") return file;
  const asStored = await createImageBitmap(file, { imageOrientation: "none" });
  try {
    return await upright(asStored, orientation).convertToBlob();
  } finally {
    asStored.close();
  }
}

/** The picture alone that is painted, of one that moves. */
async function still(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (!blob) throw new StudioError(text("studio.unreadable"));
  return blob;
}
