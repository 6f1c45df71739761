// Runs the unit tests in tests/unit: node build/unit.mjs [PART OF A PATH | OPTION OF NODE]...
//
// Only files whose path has one of the parts in it run; without any, all do.

/** @import { Plugin } from "esbuild" */

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./options.mjs";
import { TESTS } from "./tests.mjs";

const FOLDER = join(ROOT, "..", "tests", "unit");

/**
 * Binaries have addresses in browsers only.
 *
 * @type {Plugin}
 */
const noBinaries = {
  name: "no-binaries",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^assembly:|\.wasm$/ }, ({ path }) => ({ path, namespace: "binary" }));
    onLoad({ filter: /.*/, namespace: "binary" }, () => ({ contents: "", loader: "text" }));
  },
};

/**
 * The files of the tests, sorted.
 *
 * @param {readonly string[]} parts of paths; none for all files
 */
async function testFiles(parts) {
  const names = (await readdir(FOLDER, { recursive: true })).sort();
  const tests = names.filter((name) => name.endsWith(".test.ts")).map((name) => join(FOLDER, name));
  return parts.length > 0
    ? tests.filter((file) => parts.some((part) => relative(ROOT, file).includes(part)))
    : tests;
}

/**
 * Bundles the tests as one script, which starts much sooner than one for each.
 *
 * @param {readonly string[]} files
 * @param {string} outfile
 */
async function bundle(files, outfile) {
  await build({
    ...TESTS,
    stdin: {
      contents: files.map((file) => `import ${JSON.stringify(file)};`).join("\n"),
      resolveDir: FOLDER,
    },
    splitting: false,
    platform: "node",
    sourcemap: "inline",
    outfile,
    plugins: [noBinaries],
  });
}

const given = process.argv.slice(2);
const isOption = (/** @type {string} */ word) => word.startsWith("-");
const files = await testFiles(given.filter((word) => !isOption(word)));
if (files.length === 0) throw new Error(`No file in ${FOLDER} is named like that.`);
const folder = await mkdtemp(join(tmpdir(), "unit-"));
try {
  const script = join(folder, "unit.mjs");
  await bundle(files, script);
  const options = ["--test", "--enable-source-maps", "--test-reporter=spec"];
  const { status } = spawnSync(process.execPath, [...options, ...given.filter(isOption), script], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  await rm(folder, { recursive: true });
}
