// Where the painted files go: into a ZIP, or into a folder as they are finished.

import { makeZip } from "client-zip";
import type { PaintedFile } from "./queue";

/** Whether the browser lets a page write into a folder that the visitor chooses. */
export function canWriteFolders(): boolean {
  return window.showDirectoryPicker !== undefined;
}

/**
 * Puts files into a ZIP: written straight into a file that the visitor names where the browser can,
 * handed over as a whole otherwise.
 *
 * @returns whether it is sure that it is saved
 * @throws what `isUnanswered` knows, where the visitor names no file
 */
export async function saveZip(
  files: readonly PaintedFile[],
  name: string,
  save: (blob: Blob, name: string) => boolean,
): Promise<boolean> {
  const entries = files.flatMap(({ name, blob }) =>
    blob ? [{ name, input: blob, size: blob.size, lastModified: new Date() }] : [],
  );
  const handle = await fileFor(name);
  const zip = makeZip(entries);
  if (handle) {
    await zip.pipeTo(await handle.createWritable());
    return true;
  }
  const headers = { "content-type": "application/zip" };
  return save(await new Response(zip, { headers }).blob(), name);
}

/**
 * The file that the visitor names; undefined where the browser asks for none, as in frames of other
 * origins.
 */
async function fileFor(suggestedName: string): Promise<FileSystemFileHandle | undefined> {
  const types = [{ accept: { "application/zip": [".zip"] } }];
  try {
    return await window.showSaveFilePicker?.({ suggestedName, types });
  } catch (error) {
    if (!isNamed(error, ["SecurityError"])) throw error;
    return undefined;
  }
}

/** Whether the visitor chose no place, or has not answered the dialog of an earlier click yet. */
export function isUnanswered(error: unknown): boolean {
  return isNamed(error, ["AbortError", "NotAllowedError"]);
}

function isNamed(error: unknown, names: readonly string[]): boolean {
  return error instanceof DOMException && names.includes(error.name);
}

/** A folder that painted files are written into. */
export class Folder {
  readonly #handle: FileSystemDirectoryHandle;

  private constructor(handle: FileSystemDirectoryHandle) {
    this.#handle = handle;
  }

  /** @throws what `isUnanswered` knows, where the visitor chooses none */
  static async choose(): Promise<Folder> {
    const options = { id: "paintings", mode: "readwrite" } as const;
    const handle = await window.showDirectoryPicker?.(options);
    if (!handle) throw new DOMException("No folder was chosen.", "AbortError");
    return new Folder(handle);
  }

  get name(): string {
    return this.#handle.name;
  }

  /**
   * Whether there is a file or folder of this name.
   *
   * @throws where the folder tells nothing: the visitor may have taken back that it may be read
   */
  async has(name: string): Promise<boolean> {
    try {
      await this.#handle.getFileHandle(name);
      return true;
    } catch (error) {
      if (isNamed(error, ["NotFoundError"])) return false;
      if (isNamed(error, ["TypeMismatchError"])) return true;
      throw error;
    }
  }

  async write(name: string, blob: Blob): Promise<void> {
    const handle = await this.#handle.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    await blob.stream().pipeTo(writable);
  }
}
