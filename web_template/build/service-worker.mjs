// Bundles the service worker.

import { build } from "esbuild";
import { COMMON } from "./options.mjs";

/**
 * @param {string} outdir the site's root: a service worker's address must never change
 * @returns esbuild's metafile
 */
export async function buildServiceWorker(outdir) {
  const { metafile } = await build({
    ...COMMON,
    outdir,
    entryPoints: ["src/service-worker/service-worker.ts"],
    entryNames: "[name]",
    // Not every browser's service workers are modules.
    format: "iife",
    splitting: false,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return metafile;
}
