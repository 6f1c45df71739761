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
 * @throws the AbortError of a visitor who names no file
 */
export async function saveZip(
  files: readonly PaintedFile[],
  name: string,
  save: (blob: Blob, name: string) => boolean,
): Promise<boolean> {
  const entries = files.flatMap(({ name, blob }) =>
    blob ? [{ name, input: blob, size: blob.size, lastModified: new Date() }] : [],
  );
  const accept = { "application/zip": [".zip"] };
  const handle = await window.showSaveFilePicker?.({ suggestedName: name, types: [{ accept }] });
  const zip = makeZip(entries);
  if (handle) {
    await zip.pipeTo(await handle.createWritable());
    return true;
  }
  const headers = { "content-type": "application/zip" };
  return save(await new Response(zip, { headers }).blob(), name);
}

/** A folder that painted files are written into. */
export class Folder {
  readonly #handle: FileSystemDirectoryHandle;

  private constructor(handle: FileSystemDirectoryHandle) {
    this.#handle = handle;
  }

  /** @throws the AbortError of a visitor who chooses none */
  static async choose(): Promise<Folder> {
    const options = { id: "paintings", mode: "readwrite" } as const;
    const handle = await window.showDirectoryPicker?.(options);
    if (!handle) throw new DOMException("No folder was chosen.", "AbortError");
    return new Folder(handle);
  }

  get name(): string {
    return this.#handle.name;
  }

  /** Whether there is a file or folder of this name. */
  async has(name: string): Promise<boolean> {
    try {
      await this.#handle.getFileHandle(name);
      return true;
    } catch (error) {
      return !(error instanceof DOMException && error.name === "NotFoundError");
    }
  }

  async write(name: string, blob: Blob): Promise<void> {
    const handle = await this.#handle.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    await blob.stream().pipeTo(writable);
  }
}
