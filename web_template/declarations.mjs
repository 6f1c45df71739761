// Writes the types of the public module: node declarations.mjs --outdir DIR
//
// Writes DIR/stylizer.d.ts. The last line of stdout is JSON, an empty object.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const run = promisify(execFile);

async function main() {
  const { values } = parseArgs({ options: { outdir: { type: "string" } } });
  if (!values.outdir) throw new Error("usage: node declarations.mjs --outdir DIR");
  await writeFile(join(resolve(values.outdir), "stylizer.d.ts"), await declarations());
  console.log("{}");
}

/** The public types in one file: the declarations of src/api and of the module itself. */
async function declarations() {
  const folder = await mkdtemp(join(tmpdir(), "declarations-"));
  try {
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
    const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
    await run(process.execPath, [tsc, "-p", here, ...options, "--outDir", folder]);
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

try {
  await main();
} catch (error) {
  // The compiler says on its standard output what is wrong.
  const { stdout, message } = Object(error);
  console.error(stdout || (message ?? String(error)));
  process.exitCode = 1;
}
