// What a drop carries.

/** What can be made of a drop. */
export type Dropped =
  | { readonly kind: "files"; readonly files: readonly File[] }
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "nothing" };

/** The part of `DataTransfer` that is read. */
export interface DropData {
  readonly items: Iterable<Pick<DataTransferItem, "getAsFile" | "webkitGetAsEntry">>;
  getData(format: string): string;
}

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&quot;": '"', "&#39;": "'" };

/** Pictures of other pages come as files from some browsers, and as addresses from others. */
export function dropped(data: DropData): Dropped {
  // Browsers give folders as files, too, which nothing can be read of.
  const files = [...data.items].flatMap((item) =>
    item.webkitGetAsEntry?.()?.isDirectory ? [] : (item.getAsFile() ?? []),
  );
  if (files.length > 0) return { kind: "files", files };
  const address = pictureAddress(data.getData("text/html")) ?? data.getData("text/uri-list");
  const first = address.split(/\r?\n/).find((line) => line !== "" && !line.startsWith("#"));
  return first ? { kind: "address", address: first.trim() } : { kind: "nothing" };
}

/** The address of a picture in what was dragged: of a picture in a link, the link's is another. */
function pictureAddress(html: string): string | undefined {
  const [, double, single] = /<img\b[^>]*?\bsrc\s*=\s*(?:"([^"]+)"|'([^']+)')/i.exec(html) ?? [];
  const found = double ?? single;
  return found?.replace(/&(amp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Whether a drag brings something to take: files, or a picture's address from another page. */
export function bringsPicture(types: readonly string[]): boolean {
  return types.includes("Files") || types.includes("text/uri-list");
}
