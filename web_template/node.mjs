// Bundles the engine for Node.js: node node.mjs --outdir DIR
//
// Writes DIR/main.mjs, which builder/painting/engine.py starts, and what it loads. A source NAME.node.ts
// takes the place of NAME.ts beside it. The last line of stdout is JSON: the name of the script, and the
// `packages` in it.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { runtimeBinaries, runtimeFiles } from "./build/assembly.mjs";
import { tensorflowFiles } from "./build/engine.mjs";
import { bundledPackages } from "./build/licences.mjs";
import { COMMON } from "./build/options.mjs";

/** Packages that were written for CommonJS ask for parts of Node.js by its function. */
const REQUIRE = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);`;

async function main() {
  const { values } = parseArgs({ options: { outdir: { type: "string" } } });
  if (!values.outdir) throw new Error("usage: node node.mjs --outdir DIR");
  const { metafile } = await build({
    ...COMMON,
    platform: "node",
    mainFields: ["module", "main"],
    target: "node20",
    outdir: resolve(values.outdir),
    entryPoints: [
      { in: "src/node/main.ts", out: "main" },
      { in: "src/engine/service.ts", out: "service" },
      { in: "src/engine/runtimes/wasm/thread.node.ts", out: "thread" },
    ],
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    resolveExtensions: [".node.ts", ".ts", ".mjs", ".js", ".json"],
    banner: { js: REQUIRE },
    define: {
      RUNTIME_FILES: JSON.stringify(await runtimeFiles()),
      TENSORFLOW_FILES: JSON.stringify(await tensorflowFiles()),
      SERVICE_FILE: '"service.mjs"',
      THREAD_FILE: '"thread.mjs"',
      // Wanted, but not used, by what is for browsers alone.
      __dirname: '""',
      WORKER_FILE: '""',
      PROBE_FILE: '""',
    },
    plugins: [runtimeBinaries()],
  });
  const packages = (await bundledPackages([metafile])).map(({ text, ...known }) => known);
  console.log(JSON.stringify({ main: "main.mjs", packages }));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
