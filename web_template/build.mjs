// Bundles the browser code: node build.mjs --outdir DIR
//
// Writes DIR/stylizer.js, DIR/stylizer.d.ts, the static files and DIR/assets with content-hashed
// names. The last line of stdout is JSON with what the page's template needs to know.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

const run = promisify(execFile);

const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  splitting: true,
  target: "es2022",
  platform: "browser",
  metafile: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
  // The threaded WASM backend hands the source text of a function to its workers, and the syntax
  // minifier's rewriting of `typeof x == "undefined"` breaks it there.
  minifySyntax: false,
  legalComments: "none",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".wasm": "file" },
  logLevel: "warning",
};

/** Bytes of the WASM binaries: the server may compress them, so only the build knows. */
async function wasmSizes() {
  const folder = join(
    dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")),
    "dist",
  );
  const names = ["", "-simd", "-threaded-simd"].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return Object.fromEntries(names.map((name, index) => [name, sizes[index]]));
}

/** The public types in one file: the declarations of src/api and of the module itself. */
async function declarations() {
  const folder = await mkdtemp(join(tmpdir(), "declarations-"));
  try {
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
    const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
    await run(process.execPath, [tsc, "-p", here, ...options, "--outDir", folder]);
    const names = ["api/errors", "api/types", "api/vectors", "stylizer"];
    const texts = await Promise.all(
      names.map((name) => readFile(join(folder, `${name}.d.ts`), "utf8")),
    );
    return texts.join("\n").replace(/^(import|export)\s[^;()]*?\sfrom\s"[^"]+";\n/gm, "");
  } finally {
    await rm(folder, { recursive: true });
  }
}

function outputOf(metafile, entryPoint) {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint === entryPoint) return path;
  }
  throw new Error(`esbuild wrote no output for ${entryPoint}`);
}

/** The chunks that an output imports statically, directly or through another chunk. */
function staticImports(metafile, path, found = new Set()) {
  for (const { path: imported, kind } of metafile.outputs[path].imports) {
    if (kind !== "import-statement" || found.has(imported)) continue;
    found.add(imported);
    staticImports(metafile, imported, found);
  }
  return found;
}

async function printSizes(outputs) {
  const files = Object.keys(outputs).map((path) => resolve(here, path));
  for (const file of files.sort()) {
    const bytes = await readFile(file);
    const sizes = [bytes.length, gzipSync(bytes).length].map((n) => `${(n / 1024).toFixed(1)} KiB`);
    console.log(
      `${basename(file).padEnd(48)} ${sizes[0].padStart(12)} ${sizes[1].padStart(12)} gzip`,
    );
  }
}

async function main() {
  const { values } = parseArgs({ options: { outdir: { type: "string" } } });
  if (!values.outdir) throw new Error("usage: node build.mjs --outdir DIR");
  const outdir = resolve(values.outdir);
  const assets = join(outdir, "assets");
  await mkdir(assets, { recursive: true });

  const workerBuild = await build({
    ...common,
    outdir: assets,
    entryPoints: [{ in: "src/engine/worker.ts", out: "worker" }],
    define: { WASM_BYTES: JSON.stringify(await wasmSizes()) },
  });
  const worker = basename(outputOf(workerBuild.metafile, "src/engine/worker.ts"));

  const pageBuild = await build({
    ...common,
    outdir: assets,
    entryPoints: [
      { in: "src/stylizer.ts", out: "stylizer" },
      { in: "src/studio/main.ts", out: "studio" },
      { in: "styles/studio.css", out: "studio" },
    ],
    define: { WORKER_FILE: JSON.stringify(worker) },
  });
  const output = (entryPoint) => outputOf(pageBuild.metafile, entryPoint);
  const url = (path) => relative(outdir, resolve(here, path)).replaceAll("\\", "/");

  const stylizer = url(output("src/stylizer.ts"));
  await writeFile(join(outdir, "stylizer.js"), `export * from "./${stylizer}";\n`);
  await writeFile(join(outdir, "stylizer.d.ts"), await declarations());
  await cp(join(here, "static"), outdir, { recursive: true });

  await printSizes({ ...workerBuild.metafile.outputs, ...pageBuild.metafile.outputs });
  const studio = output("src/studio/main.ts");
  const entry = {
    script: url(studio),
    style: url(output("styles/studio.css")),
    preload: [...staticImports(pageBuild.metafile, studio)].map(url),
  };
  console.log(JSON.stringify(entry));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
