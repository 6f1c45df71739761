// Bundles the engine: the worker, the threads of its runtime, and the probe for graphics cards.

/** @import { Metafile } from "esbuild" */

import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { knownFiles, runtimeBinaries, runtimeFiles } from "./assembly.mjs";
import { COMMON, outputOf } from "./options.mjs";
import { buildTogether } from "./together.mjs";

const require = createRequire(import.meta.url);

const THREAD = "src/engine/runtimes/wasm/thread.ts";
/** Decoders of pictures that browsers do not read, by the format. */
export const DECODERS = /** @type {const} */ ({
  heif: "src/decoders/heif.ts",
  jxl: "src/decoders/jxl.ts",
  tiff: "src/decoders/tiff.ts",
});
const JXL = require.resolve("@jsquash/jxl/codec/dec/jxl_dec.wasm");
const PROBE = "src/engine/backends/graphics-probe.ts";

/** The binaries of TensorFlow.js as src/shared/download.ts knows a file. */
export async function tensorflowFiles() {
  const folder = join(
    dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")),
    "dist",
  );
  const names = ["", "-simd"].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
  return await knownFiles(Object.fromEntries(names.map((name) => [name, join(folder, name)])));
}

/**
 * Bundles what the worker starts in workers of their own.
 *
 * @param {string} assets the folder for what is written
 * @returns esbuild's metafile
 */
export async function buildHelpers(assets) {
  const { metafile } = await build({
    ...COMMON,
    outdir: assets,
    entryPoints: [
      { in: THREAD, out: "thread" },
      { in: PROBE, out: "probe" },
    ],
  });
  return metafile;
}

/**
 * Bundles decoders of pictures that browsers do not read: workers of their own.
 *
 * @param {string} assets the folder for what is written
 * @returns esbuild's metafile
 */
export async function buildDecoders(assets) {
  const { metafile } = await build({
    ...COMMON,
    outdir: assets,
    define: { JXL_FILE: JSON.stringify((await knownFiles({ jxl: JXL })).jxl) },
    entryPoints: Object.entries(DECODERS).map(([out, source]) => ({ in: source, out })),
  });
  return metafile;
}

/**
 * Bundles the worker.
 *
 * @param {string} assets the folder for what is written
 * @param {Metafile} helpers of `buildHelpers`
 * @returns esbuild's metafile
 */
export async function buildEngine(assets, helpers) {
  const helperFile = (/** @type {string} */ source) =>
    JSON.stringify(basename(outputOf(helpers, source)));
  const { metafile } = await buildTogether(
    {
      ...COMMON,
      outdir: assets,
      entryPoints: [
        { in: "src/engine/worker.ts", out: "worker" },
        { in: "src/engine/service.ts", out: "service" },
      ],
      define: {
        RUNTIME_FILES: JSON.stringify(await runtimeFiles()),
        TENSORFLOW_FILES: JSON.stringify(await tensorflowFiles()),
        THREAD_FILE: helperFile(THREAD),
        PROBE_FILE: helperFile(PROBE),
      },
      plugins: [runtimeBinaries()],
    },
    "src/engine/service.ts",
  );
  return metafile;
}
