// Bundles the browser code: node build.mjs --outdir DIR
//
// Writes DIR/stylizer.js and DIR/assets with content-hashed names. The last line of stdout is JSON:
// `files`, described in build/entries.mjs, and the `packages` in them.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { buildDecoders, buildEngine, buildHelpers } from "./build/engine.mjs";
import { entriesOf } from "./build/entries.mjs";
import { bundledPackages, licencesText } from "./build/licences.mjs";
import { buildOpening, buildPage, buildPixels, buildUnstarted } from "./build/page.mjs";
import { buildServiceWorker } from "./build/service-worker.mjs";

async function main() {
  const { values } = parseArgs({ options: { outdir: { type: "string" } } });
  if (!values.outdir) throw new Error("usage: node build.mjs --outdir DIR");
  const outdir = resolve(values.outdir);
  const assets = join(outdir, "assets");
  await mkdir(assets, { recursive: true });

  const helpers = await buildHelpers(assets);
  const engine = await buildEngine(assets, helpers);
  const decoders = await buildDecoders(assets);
  const pixels = await buildPixels(assets);
  const page = await buildPage(assets, engine, decoders, pixels);
  const opening = await buildOpening(assets);
  const unstarted = await buildUnstarted(assets);
  const serviceWorker = await buildServiceWorker(outdir);
  const metafiles = {
    ...{ helpers, engine, decoders, pixels, page },
    ...{ opening, unstarted, serviceWorker },
  };

  const files = await entriesOf(metafiles, outdir);
  const stylizer = files.find(({ role }) => role === "stylizer");
  await writeFile(join(outdir, "stylizer.js"), `export * from "./${stylizer?.address}";\n`);
  const packages = await bundledPackages(Object.values(metafiles));
  await writeFile(join(outdir, "licences.txt"), licencesText(packages));

  await printSizes(files, outdir);
  const described = packages.map(({ text, ...known }) => known);
  console.log(JSON.stringify({ files, packages: described }));
}

/**
 * @param {Awaited<ReturnType<typeof entriesOf>>} files
 * @param {string} outdir
 */
async function printSizes(files, outdir) {
  for (const { address, needed } of files) {
    const bytes = await readFile(join(outdir, address));
    const sizes = [bytes.length, gzipSync(bytes).length].map((n) => `${(n / 1024).toFixed(1)} KiB`);
    console.log(
      `${address.padEnd(48)} ${sizes[0].padStart(12)} ${sizes[1].padStart(12)} gzip  ${needed}`,
    );
  }
}

try {
  await main();
} catch (error) {
  // A compiler says on its standard output what is wrong.
  const { stdout, message } = Object(error);
  console.error(stdout || (message ?? String(error)));
  process.exitCode = 1;
}
