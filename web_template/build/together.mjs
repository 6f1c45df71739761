// Has a bundle's entry come in one file instead of many.
//
// esbuild makes a file of every set of modules that the same later parts share with the entry. Where
// each of those parts imports the entry, which is there before them anyway, there is one set.

/** @import { BuildOptions, Metafile, Plugin } from "esbuild" */

import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

/**
 * @typedef {BuildOptions & { readonly absWorkingDir: string, readonly metafile: true }} Options
 */

/**
 * The modules beside the entry that are only imported when they are needed.
 *
 * @param {Options} options
 * @param {string} entry
 */
async function laterParts(options, entry) {
  const { metafile } = await build({ ...options, write: false, logLevel: "silent" });
  const all = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  const later = all.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path);
  const first = closure(metafile, entry);
  const beside = later.filter((path) => path.startsWith(`${dirname(entry)}/`) && !first.has(path));
  return new Set(beside.map((path) => resolve(options.absWorkingDir, path)));
}

/**
 * The modules that are there when a module runs.
 *
 * @param {Metafile} metafile
 * @param {string} path
 * @param {Set<string>} found
 */
function closure(metafile, path, found = new Set()) {
  found.add(path);
  for (const { kind, path: imported } of metafile.inputs[path]?.imports ?? []) {
    if (kind === "import-statement" && !found.has(imported)) closure(metafile, imported, found);
  }
  return found;
}

/**
 * Builds with esbuild.
 *
 * @param {Options} options
 * @param {string} entry the module that is there before whatever is imported later from its folder
 */
export async function buildTogether(options, entry) {
  const file = resolve(options.absWorkingDir, entry);
  const parts = await laterParts(options, entry);
  /** @type {Plugin} */
  const together = {
    name: "together",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!parts.has(path)) return undefined;
        const source = await readFile(path, "utf8");
        return { contents: `import ${JSON.stringify(file)};\n${source}`, loader: "ts" };
      });
    },
  };
  return await build({ ...options, plugins: [...(options.plugins ?? []), together] });
}
