import assert from "node:assert/strict";
import { test } from "node:test";
import { droppedFiles } from "../../../../../web_template/src/studio/tools/batch/intake";

type Refuse = (error: DOMException) => void;

/** An entry of a drop; undefined is one that may not be read. */
type Dropped = string | undefined | readonly Dropped[];

function entry(dropped: Dropped): object {
  const fail = (refuse: Refuse) => refuse(new DOMException("", "NotReadableError"));
  if (!Array.isArray(dropped)) {
    return {
      isFile: true,
      file: (take: (file: File) => void, refuse: Refuse) =>
        dropped === undefined ? fail(refuse) : take(new File([], String(dropped))),
    };
  }
  let parts: readonly Dropped[][] = dropped.length > 0 ? [[...dropped], []] : [];
  return {
    isFile: false,
    createReader: () => ({
      readEntries: (take: (entries: object[]) => void, refuse: Refuse) => {
        const [part, ...rest] = parts;
        parts = rest;
        if (part) take(part.map(entry));
        else fail(refuse);
      },
    }),
  };
}

test("what cannot be read of a drop loses nothing else of it", async () => {
  const items = ["a.png", undefined, ["b.png", undefined, [], ["c.png"]]] as const;
  const data = {
    files: [],
    items: items.map((item) => ({ webkitGetAsEntry: () => entry(item) })),
  } as unknown as DataTransfer;
  const names = (await droppedFiles(data)).map(({ name }) => name);
  assert.deepEqual(names, ["a.png", "b.png", "c.png"]);
});
