// Says of every file that was bundled what it is and when a browser needs it, so that the
// builder, the audit and tests need not guess from file names.

/** @import { Metafile } from "esbuild" */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import { outputOf, ROOT } from "./options.mjs";

/**
 * What the files of these sources are; other scripts are a "chunk", binaries a "binary".
 *
 * @type {Readonly<Record<string, string>>}
 */
const ROLES = {
  "src/bridge/preload-worker.ts": "preload-worker",
  "src/studio/main.ts": "studio",
  "src/stylizer.ts": "stylizer",
  "src/opening/main.ts": "opening",
  "src/unstarted/main.ts": "unstarted",
  "src/engine/worker.ts": "worker",
  "src/engine/service.ts": "service",
  "src/engine/runtimes/wasm/thread.ts": "thread",
  "src/engine/backends/graphics-probe.ts": "graphics-probe",
  "src/decoders/heif.ts": "decoder",
  "src/decoders/jxl.ts": "decoder",
  "src/decoders/tiff.ts": "decoder",
  "src/studio/pixels/worker.ts": "pixel-worker",
  "src/service-worker/service-worker.ts": "service-worker",
};

/**
 * The outputs that an output imports, directly or through others, by imports of these kinds.
 *
 * @param {Metafile} metafile
 * @param {string} path of the output
 * @param {Set<string>} found
 */
function imports(metafile, path, kinds = ["import-statement"], found = new Set()) {
  for (const { path: imported, kind } of metafile.outputs[path].imports) {
    if (!kinds.includes(kind) || found.has(imported)) continue;
    found.add(imported);
    imports(metafile, imported, kinds, found);
  }
  return found;
}

/**
 * The outputs of sources, with all that they import at once.
 *
 * @param {Metafile} metafile
 * @param {readonly string[]} sources
 */
function closure(metafile, sources) {
  const paths = sources.map((source) => outputOf(metafile, source));
  return paths.flatMap((path) => [path, ...imports(metafile, path)]);
}

/**
 * The copies of binaries that are wanted by the paths of what they are copies of.
 *
 * @param {Metafile} metafile
 * @param {(input: string) => boolean} isWanted
 */
function copies(metafile, isWanted) {
  return Object.entries(metafile.outputs)
    .filter(([path, { inputs }]) => path.endsWith(".wasm") && Object.keys(inputs).some(isWanted))
    .map(([path]) => path);
}

/** @param {RegExp} pattern of names */
function named(pattern) {
  return (/** @type {string} */ input) => pattern.test(basename(input));
}

/** @typedef {"helpers" | "engine" | "decoders" | "pixels" | "page" | "opening" | "unstarted" | "serviceWorker"} Bundle */
/** @typedef {Readonly<Record<Bundle, Metafile>>} Metafiles */

/**
 * When a browser needs which files, in this order; what is listed twice counts where it stands first.
 *
 * @param {Metafiles} metafiles
 */
function needs({ helpers, engine, decoders, pixels, page, opening, unstarted, serviceWorker }) {
  const studio = outputOf(page, "src/studio/main.ts");
  const ofTools = imports(page, studio, ["import-statement", "dynamic-import"]);
  const isEngine = (/** @type {string} */ path) =>
    page.outputs[path].entryPoint?.startsWith("src/engine/");
  return {
    page: [
      ...closure(page, ["src/bridge/preload-worker.ts", "src/studio/main.ts"]),
      ...Object.keys(opening.outputs),
      ...Object.keys(unstarted.outputs),
    ],
    worker: closure(engine, ["src/engine/worker.ts"]),
    painting: [
      ...closure(engine, ["src/engine/backends/wasm/start.ts"]),
      ...copies(engine, named(/^runtime-relaxed\.wasm$/)),
    ],
    threads: copies(engine, named(/^runtime-.*threads\.wasm$/)),
    graphs: [
      ...closure(engine, [
        "src/engine/runtimes/tensorflow/wasm.ts",
        "src/engine/runtimes/tensorflow/style-network.ts",
        "src/engine/runtimes/tensorflow/graph-transformer.ts",
      ]),
      ...copies(engine, named(/^tfjs-backend-wasm-simd\.wasm$/)),
    ],
    helper: [helpers, pixels].flatMap(({ outputs }) => Object.keys(outputs)),
    tool: [...ofTools].filter((path) => !isEngine(path)),
    other: [engine, decoders, page, serviceWorker].flatMap(({ outputs }) => Object.keys(outputs)),
  };
}

/**
 * The hash of a file as the attribute "integrity" has it.
 *
 * @param {Uint8Array} content
 */
export function integrityOf(content) {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

/**
 * The files that were bundled, each with
 *
 * - address: from the site's root;
 * - role: one of `ROLES`, "chunk" or "binary";
 * - bytes;
 * - integrity: the hash by which browsers know it;
 * - needed: for the "page", its "worker", "painting" by WebAssembly, "threads" that share memory,
 *   "graphs" of networks without a program, a "helper" of the worker or the page, a "tool" of the studio, or
 *   "other" machines and pages.
 *
 * @param {Metafiles} metafiles
 * @param {string} outdir the site's root
 */
export async function entriesOf(metafiles, outdir) {
  /** @type {Metafile["outputs"]} */
  const outputs = Object.assign({}, ...Object.values(metafiles).map(({ outputs }) => outputs));
  const needed = new Map();
  for (const [when, paths] of Object.entries(needs(metafiles))) {
    for (const path of paths) if (!needed.has(path)) needed.set(path, when);
  }
  return await Promise.all(
    [...needed].map(async ([path, when]) => {
      const file = resolve(ROOT, path);
      const kind = path.endsWith(".wasm") ? "binary" : "chunk";
      const content = await readFile(file);
      return {
        address: relative(outdir, file).replaceAll("\\", "/"),
        role: ROLES[outputs[path].entryPoint ?? ""] ?? kind,
        bytes: content.length,
        integrity: integrityOf(content),
        needed: when,
      };
    }),
  );
}
