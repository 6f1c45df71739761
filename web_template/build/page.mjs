// Bundles what runs on pages: the studio, the public module, and its declarations.

/** @import { Metafile } from "esbuild" */

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { COMMON, outputOf, ROOT } from "./options.mjs";
import { buildTogether } from "./together.mjs";
import { toolScripts } from "./tools.mjs";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/**
 * Bundles the page's scripts.
 *
 * @param {string} assets the folder for what is written
 * @param {Metafile} engine of `buildEngine`
 * @returns esbuild's metafile
 */
export async function buildPage(assets, engine) {
  const engineFile = (/** @type {string} */ source) =>
    JSON.stringify(basename(outputOf(engine, source)));
  const { metafile } = await buildTogether(
    {
      ...COMMON,
      outdir: assets,
      entryPoints: [
        { in: "src/stylizer.ts", out: "stylizer" },
        { in: "src/bridge/preload-worker.ts", out: "early" },
        { in: "src/studio/main.ts", out: "studio" },
      ],
      define: {
        WORKER_FILE: engineFile("src/engine/worker.ts"),
        SERVICE_FILE: engineFile("src/engine/service.ts"),
      },
      plugins: [toolScripts(join(ROOT, "src", "studio", "tools"))],
    },
    "src/studio/main.ts",
  );
  return metafile;
}

/**
 * Bundles the script that says why the others did not start: no module, and for old browsers, too.
 *
 * @param {string} assets the folder for what is written
 * @returns esbuild's metafile
 */
export async function buildUnstarted(assets) {
  const { metafile } = await build({
    ...COMMON,
    outdir: assets,
    entryPoints: [{ in: "src/unstarted/main.ts", out: "unstarted" }],
    format: "iife",
    splitting: false,
    target: "es2016",
  });
  return metafile;
}

/** The public types in one file: the declarations of src/api and of the module itself. */
export async function declarations() {
  const folder = await mkdtemp(join(tmpdir(), "declarations-"));
  try {
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
    const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
    await run(process.execPath, [tsc, "-p", ROOT, ...options, "--outDir", folder]);
    const names = ["backends", "reasons", "errors", "types", "vectors"].map(
      (name) => `api/${name}`,
    );
    const read = (/** @type {string} */ name) => readFile(join(folder, `${name}.d.ts`), "utf8");
    const [module, ...parts] = await Promise.all(["stylizer", ...names].map(read));
    // What the module does not export is declared without being exported.
    const declared = parts.map((text) => text.replace(/^export /gm, ""));
    const exported = module.replace(/^(export\s[^;()]*?)\sfrom\s"[^"]+";$/gm, "$1;");
    const imports = /^import\s[^;()]*?\sfrom\s"[^"]+";\n/gm;
    return [...declared, exported].join("\n").replace(imports, "");
  } finally {
    await rm(folder, { recursive: true });
  }
}
