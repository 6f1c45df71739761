// Compiles src/engine/runtimes/wasm/assembly; scripts import a binary as "assembly:relaxed".

/** @import { Plugin } from "esbuild" */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkStepLayout } from "./step-layout.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const runtime = join(root, "src", "engine", "runtimes", "wasm");
const source = join(runtime, "assembly");

const COMMON = ["-O3", "--runtime", "stub", "--noAssert", "--importMemory", "--enable", "simd"];
const RELAXED = ["--enable", "relaxed-simd", "--use", "RELAXED=1"];
const SHARED = [
  ...["--enable", "threads", "--use", "SHARED=1"],
  ...["--sharedMemory", "--maximumMemory", "16384"],
];

const DATA_SECTION = 11;

/** The compiler's options for each binary: what a browser must know to run it. */
const BINARIES = {
  plain: /** @type {string[]} */ ([]),
  relaxed: RELAXED,
  threads: SHARED,
  "relaxed-threads": [...RELAXED, ...SHARED],
};

/** Names of the binaries' files, by kind. */
async function compiled() {
  await checkStepLayout(runtime);
  const compiler = dirname(require.resolve("assemblyscript/package.json"));
  const folder = join(compiler, "..", ".cache", "assembly", await fingerprint(compiler));
  /** @type {Record<string, string>} */
  const files = {};
  for (const [kind, options] of Object.entries(BINARIES)) {
    files[kind] = join(folder, `runtime-${kind}.wasm`);
    if (!existsSync(files[kind])) await compile(files[kind], options);
  }
  return files;
}

/**
 * Changes with the sources, the compiler and its options.
 *
 * @param {string} compiler its folder
 */
async function fingerprint(compiler) {
  const names = (await readdir(source)).filter((name) => name.endsWith(".ts")).sort();
  const files = [...names.map((name) => join(source, name)), join(compiler, "package.json")];
  const hash = createHash("sha256").update(JSON.stringify([COMMON, BINARIES]));
  for (const file of files) hash.update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

/**
 * @param {string} file to write
 * @param {readonly string[]} options
 */
async function compile(file, options) {
  const { main } = await import("assemblyscript/asc");
  /** @type {Map<string, Uint8Array>} */
  const outputs = new Map();
  const { error, stderr } = await main(
    [join(source, "index.ts"), ...COMMON, ...options, "--baseDir", "/", "--outFile", "out.wasm"],
    { writeFile: (name, contents) => void outputs.set(name, contents) },
  );
  if (error) throw new Error(`runtimes/wasm/assembly does not compile: ${stderr.toString()}`);
  const binary = outputs.get("out.wasm") ?? new Uint8Array();
  if (sectionsOf(binary).includes(DATA_SECTION)) {
    throw new Error(
      "The runtime's binary has data of its own: memory-map.ts leaves no place for it.",
    );
  }
  await mkdir(dirname(file), { recursive: true });
  // Builds may run side by side.
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, binary);
  await rename(fresh, file);
}

/**
 * The numbers of a binary's sections (WebAssembly core specification, section 5.5.2).
 *
 * @param {Uint8Array} binary
 */
function sectionsOf(binary) {
  const found = [];
  for (let at = 8; at < binary.length; ) {
    found.push(binary[at++]);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return found;
}

/**
 * An esbuild plugin: `assembly:` and a kind stands for the address of a binary.
 *
 * @returns {Plugin}
 */
export function runtimeBinaries() {
  return {
    name: "assembly",
    setup({ onResolve }) {
      /** @type {ReturnType<typeof compiled> | undefined} */
      let files;
      onResolve({ filter: /^assembly:/ }, async ({ path }) => {
        files ??= compiled();
        return { path: (await files)[path.slice("assembly:".length)] };
      });
    },
  };
}

/** Each binary as src/shared/download.ts knows a file. */
export async function runtimeFiles() {
  return await knownFiles(await compiled());
}

/**
 * Size and hash of files, which only the build knows: the server may compress them.
 *
 * @param {Readonly<Record<string, string>>} files by name
 */
export async function knownFiles(files) {
  const known = Object.entries(files).map(async ([name, file]) => {
    const content = await readFile(file);
    const sha256 = createHash("sha256").update(content).digest("hex");
    return [name, { bytes: content.length, sha256 }];
  });
  return Object.fromEntries(await Promise.all(known));
}
