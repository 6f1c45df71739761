// Bundles what runs on pages: the studio and the public module.

/** @import { Metafile } from "esbuild" */

import { basename, join } from "node:path";
import { build } from "esbuild";
import { DECODERS } from "./engine.mjs";
import { COMMON, outputOf, ROOT } from "./options.mjs";
import { buildTogether } from "./together.mjs";
import { toolScripts } from "./tools.mjs";

export const PIXELS = "src/studio/pixels/worker.ts";

/**
 * Bundles the studio's worker for what takes long with pixels.
 *
 * @param {string} assets the folder for what is written
 * @returns esbuild's metafile
 */
export async function buildPixels(assets) {
  const { metafile } = await build({
    ...COMMON,
    outdir: assets,
    entryPoints: [{ in: PIXELS, out: "pixels" }],
  });
  return metafile;
}

/**
 * Bundles the page's scripts.
 *
 * @param {string} assets the folder for what is written
 * @param {Metafile} engine of `buildEngine`
 * @param {Metafile} decoders of `buildDecoders`
 * @param {Metafile} pixels of `buildPixels`
 * @returns esbuild's metafile
 */
export async function buildPage(assets, engine, decoders, pixels) {
  const engineFile = (/** @type {string} */ source) =>
    JSON.stringify(basename(outputOf(engine, source)));
  const decoderFiles = Object.fromEntries(
    Object.entries(DECODERS).map(([format, source]) => [
      format,
      basename(outputOf(decoders, source)),
    ]),
  );
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
        DECODER_FILES: JSON.stringify(decoderFiles),
        PIXELS_FILE: JSON.stringify(basename(outputOf(pixels, PIXELS))),
        SERVICE_FILE: engineFile("src/engine/service.ts"),
      },
      plugins: [toolScripts(join(ROOT, "src", "studio", "tools"))],
    },
    "src/studio/main.ts",
  );
  return metafile;
}

/**
 * Bundles the script that works before all others are there.
 *
 * @param {string} assets the folder for what is written
 * @returns esbuild's metafile
 */
export async function buildOpening(assets) {
  return await buildAlone(assets, "opening", "es2022");
}

/**
 * Bundles the script that says why the others did not start: no module, and for old browsers, too.
 *
 * @param {string} assets the folder for what is written
 * @returns esbuild's metafile
 */
export async function buildUnstarted(assets) {
  return await buildAlone(assets, "unstarted", "es2016");
}

/**
 * Bundles a script that shares nothing with others.
 *
 * @param {string} assets the folder for what is written
 * @param {string} name of its folder
 * @param {string} target what browsers have to understand
 * @returns esbuild's metafile
 */
async function buildAlone(assets, name, target) {
  const { metafile } = await build({
    ...COMMON,
    outdir: assets,
    entryPoints: [{ in: `src/${name}/main.ts`, out: name }],
    format: "iife",
    splitting: false,
    target,
  });
  return metafile;
}
