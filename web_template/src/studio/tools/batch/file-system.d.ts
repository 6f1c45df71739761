// The File System Access API, where browsers have it.

interface SaveFileOptions {
  readonly suggestedName?: string;
  readonly types?: readonly {
    readonly description?: string;
    readonly accept: Readonly<Record<string, readonly string[]>>;
  }[];
}

interface Window {
  readonly showSaveFilePicker?: (options?: SaveFileOptions) => Promise<FileSystemFileHandle>;
  readonly showDirectoryPicker?: (options?: {
    readonly id?: string;
    readonly mode?: "read" | "readwrite";
  }) => Promise<FileSystemDirectoryHandle>;
}
