// Bundles what runs on pages: the studio, the public module, and its declarations.

/** @import { Metafile } from "esbuild" */

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
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

/** The public types in one file: the declarations of src/api and of the module itself. */
export async function declarations() {
  const folder = await mkdtemp(join(tmpdir(), "declarations-"));
  try {
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
    const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
    await run(process.execPath, [tsc, "-p", ROOT, ...options, "--outDir", folder]);
    const names = ["api/backends", "api/errors", "api/types", "api/vectors", "stylizer"];
    const texts = await Promise.all(
      names.map((name) => readFile(join(folder, `${name}.d.ts`), "utf8")),
    );
    return texts.join("\n").replace(/^(import|export)\s[^;()]*?\sfrom\s"[^"]+";\n/gm, "");
  } finally {
    await rm(folder, { recursive: true });
  }
}
