// What all builds of scripts have in common.

/** @import { BuildOptions, Metafile } from "esbuild" */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the browser code. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** esbuild's options. */
export const COMMON = /** @satisfies {BuildOptions} */ ({
  absWorkingDir: ROOT,
  bundle: true,
  format: "esm",
  splitting: true,
  target: "es2022",
  platform: "browser",
  metafile: true,
  minify: true,
  legalComments: "none",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".wasm": "file", ".bin": "binary" },
  logLevel: "warning",
});

/**
 * The path of what esbuild wrote for a source that is an entry point or imported dynamically.
 *
 * @param {Metafile} metafile
 * @param {string} entryPoint
 */
export function outputOf(metafile, entryPoint) {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint === entryPoint) return path;
  }
  throw new Error(`esbuild wrote no output for ${entryPoint}`);
}
