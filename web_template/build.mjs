// Bundles the browser code: node build.mjs --outdir DIR [--no-declarations]
//
// Writes DIR/stylizer.js, DIR/stylizer.d.ts and DIR/assets with content-hashed names. The last line
// of stdout is JSON with what the page's template needs to know.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundledPackages, licencesText } from "./licences.mjs";
import { simdBinaries, simdSizes } from "./simd.mjs";
import { buildTogether } from "./together.mjs";
import { toolScripts } from "./tools.mjs";

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
  minify: true,
  legalComments: "none",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".wasm": "file" },
  logLevel: "warning",
};

/** Bytes of the binaries of TensorFlow.js: the server may compress them, so only the build knows. */
async function tensorflowSizes() {
  const folder = join(
    dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")),
    "dist",
  );
  const names = ["", "-simd"].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
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
    const names = ["api/backends", "api/errors", "api/types", "api/vectors", "stylizer"];
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

/** Where a file lies that is only copied. */
function copyOf(metafile, name) {
  for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
    if (path.endsWith(".wasm") && Object.keys(inputs).some((input) => basename(input) === name)) {
      return path;
    }
  }
  throw new Error(`esbuild copied no ${name}`);
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

/** All chunks that an output may import sometime, but the engine, which runs in a worker. */
function studioImports(metafile, path, found = new Set()) {
  for (const { path: imported, kind } of metafile.outputs[path].imports) {
    const output = metafile.outputs[imported];
    const code = kind === "import-statement" || kind === "dynamic-import";
    if (!code || found.has(imported) || output.entryPoint?.startsWith("src/engine/")) continue;
    found.add(imported);
    studioImports(metafile, imported, found);
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
  const { values } = parseArgs({
    options: {
      outdir: { type: "string" },
      "no-declarations": { type: "boolean" },
    },
  });
  if (!values.outdir) {
    throw new Error("usage: node build.mjs --outdir DIR [--no-declarations]");
  }
  const outdir = resolve(values.outdir);
  const assets = join(outdir, "assets");
  await mkdir(assets, { recursive: true });

  const helperBuild = await build({
    ...common,
    outdir: assets,
    entryPoints: [
      { in: "src/engine/runtimes/wasm/thread.ts", out: "thread" },
      { in: "src/engine/backends/graphics-probe.ts", out: "probe" },
    ],
  });
  const helperFile = (name) => JSON.stringify(basename(outputOf(helperBuild.metafile, name)));
  const workerBuild = await buildTogether(
    {
      ...common,
      outdir: assets,
      entryPoints: [
        { in: "src/engine/worker.ts", out: "worker" },
        { in: "src/engine/service.ts", out: "service" },
      ],
      define: {
        RUNTIME_BYTES: JSON.stringify(await simdSizes()),
        TENSORFLOW_BYTES: JSON.stringify(await tensorflowSizes()),
        THREAD_FILE: helperFile("src/engine/runtimes/wasm/thread.ts"),
        PROBE_FILE: helperFile("src/engine/backends/graphics-probe.ts"),
      },
      plugins: [simdBinaries()],
    },
    "src/engine/service.ts",
  );
  const engineFile = (entryPoint) => basename(outputOf(workerBuild.metafile, entryPoint));

  const pageBuild = await buildTogether(
    {
      ...common,
      outdir: assets,
      entryPoints: [
        { in: "src/stylizer.ts", out: "stylizer" },
        { in: "src/bridge/preload-worker.ts", out: "early" },
        { in: "src/studio/main.ts", out: "studio" },
      ],
      define: {
        WORKER_FILE: JSON.stringify(engineFile("src/engine/worker.ts")),
        SERVICE_FILE: JSON.stringify(engineFile("src/engine/service.ts")),
      },
      plugins: [toolScripts(join(here, "src", "studio", "tools"))],
    },
    "src/studio/main.ts",
  );
  // Not every browser's service workers are modules, and their address must never change.
  const offlineBuild = await build({
    ...common,
    outdir,
    entryPoints: ["src/service-worker/service-worker.ts"],
    entryNames: "[name]",
    format: "iife",
    splitting: false,
    define: { "process.env.NODE_ENV": '"production"' },
  });

  const output = (entryPoint) => outputOf(pageBuild.metafile, entryPoint);
  const url = (path) => relative(outdir, resolve(here, path)).replaceAll("\\", "/");

  const stylizer = url(output("src/stylizer.ts"));
  await writeFile(join(outdir, "stylizer.js"), `export * from "./${stylizer}";\n`);
  if (!values["no-declarations"]) {
    await writeFile(join(outdir, "stylizer.d.ts"), await declarations());
  }

  const builds = [helperBuild, workerBuild, pageBuild, offlineBuild];
  const metafiles = builds.map(({ metafile }) => metafile);
  const packages = await bundledPackages(metafiles);
  await writeFile(join(outdir, "licences.txt"), licencesText(packages));

  const outputs = metafiles.map((metafile) => metafile.outputs);
  await printSizes(Object.assign({}, ...outputs));
  const studio = output("src/studio/main.ts");
  const engine = outputOf(workerBuild.metafile, "src/engine/worker.ts");
  const workerParts = [engine, ...staticImports(workerBuild.metafile, engine)];
  const further = (sources) => {
    const chunks = sources.map((source) =>
      outputOf(workerBuild.metafile, `src/engine/${source}.ts`),
    );
    const all = chunks.flatMap((path) => [path, ...staticImports(workerBuild.metafile, path)]);
    return [...new Set(all)].filter((path) => !workerParts.includes(path));
  };
  const pageParts = [
    output("src/bridge/preload-worker.ts"),
    studio,
    ...studioImports(pageBuild.metafile, studio),
  ];
  const early = output("src/bridge/preload-worker.ts");
  const pageChunks = (path) => [...staticImports(pageBuild.metafile, path)];
  const wasmParts = further(["backends/wasm/start"]);
  const entry = {
    early: url(early),
    script: url(studio),
    preload: [...new Set([early, studio].flatMap(pageChunks)), ...workerParts, ...wasmParts].map(
      url,
    ),
    worker: workerParts.map(url),
    wasm: [
      ...further(["backends/wasm/start"]),
      copyOf(workerBuild.metafile, "simd-fused.wasm"),
    ].map(url),
    tensorflow: [
      ...further(["runtimes/tensorflow/wasm", "runtimes/tensorflow/style-network"]),
      copyOf(workerBuild.metafile, "tfjs-backend-wasm-simd.wasm"),
    ].map(url),
    shell: [...pageParts, ...workerParts, ...Object.keys(helperBuild.metafile.outputs)].map(url),
    packages: packages.map(({ text, ...described }) => described),
  };
  console.log(JSON.stringify(entry));
}

try {
  await main();
} catch (error) {
  // A compiler says on its standard output what is wrong.
  console.error(error.stdout || (error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
