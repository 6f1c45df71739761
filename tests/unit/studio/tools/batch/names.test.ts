import assert from "node:assert/strict";
import { test } from "node:test";
import { freeName, NameList } from "../../../../../web_template/src/studio/tools/batch/names";

test("names are safe and each once", async () => {
  const taken = new NameList();
  const names: string[] = [];
  for (const stem of ["sea", "Sea", "a/b: c?", "sea", "sea-2", "  "]) {
    const name = await freeName(stem, "-x", "png", (other) => taken.has(other));
    taken.add(name);
    names.push(name);
  }
  assert.deepEqual(names, [
    "sea-x.png",
    "Sea-x-2.png",
    "a-b- c--x.png",
    "sea-x-3.png",
    "sea-2-x.png",
    "-x.png",
  ]);
});
