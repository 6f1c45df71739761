// How photos come into the queue: chosen, dropped, or all those of a folder.

/** Files that browsers without a type for them may read all the same. */
const PICTURE_NAME = /\.(avif|bmp|gif|heic|heif|jpe?g|jxl|png|tiff?|webp)$/i;

/** The pictures among files, by name: other files of a folder are skipped. */
export function picturesAmong(files: Iterable<File>): File[] {
  return (
    [...files]
      .filter(({ type, name }) => type.startsWith("image/") || PICTURE_NAME.test(name))
      // Some systems store a hidden file of the same name beside a photo: "._sea.jpg".
      .filter(({ name }) => !name.startsWith("."))
      .sort((one, other) => pathOf(one).localeCompare(pathOf(other), undefined, { numeric: true }))
  );
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

/** All files of a drop, also those in dropped folders. */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  // The list is empty as soon as the event is over.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...data.files];
  if (entries.every((entry) => entry === null)) return plain;
  const found = await Promise.all(entries.map((entry) => (entry ? filesIn(entry) : [])));
  return found.flat();
}

/** What of an entry can be read: nothing else of a drop is lost for what cannot. */
async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return await fileOf(entry as FileSystemFileEntry);
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A reader gives a part of its folder at a time, and nothing at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (entries.length === 0) return files;
    for (const inside of entries) files.push(...(await filesIn(inside)));
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File[]> {
  return new Promise((resolve) =>
    entry.file(
      (file) => resolve([file]),
      () => resolve([]),
    ),
  );
}

/**
 * Takes every drop on the window while `active` says so, before the studio's own drop zones do.
 *
 * @param onOver called with whether files are over the window
 */
export function takeDrops(
  active: () => boolean,
  onOver: (over: boolean) => void,
  onFiles: (files: Promise<File[]>) => void,
): void {
  const take = (event: DragEvent): boolean => {
    if (!active() || !event.dataTransfer?.types.includes("Files")) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    return true;
  };
  const options = { capture: true } as const;
  window.addEventListener("dragenter", (event) => take(event) && onOver(true), options);
  window.addEventListener("dragover", (event) => void take(event), options);
  window.addEventListener(
    "dragleave",
    (event) => !event.relatedTarget && take(event) && onOver(false),
    options,
  );
  window.addEventListener(
    "drop",
    (event) => {
      if (!take(event) || !event.dataTransfer) return;
      onOver(false);
      onFiles(droppedFiles(event.dataTransfer));
    },
    options,
  );
}
