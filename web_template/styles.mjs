// Bundles the style sheets: node styles.mjs --outdir DIR [--own DIR]
//
// Writes DIR/assets/studio-HASH.css, and pictures and fonts that own style sheets refer to. The last
// line of stdout is JSON: the file as build/entries.mjs describes it, its sources, and what is odd there.

/** @import { Message } from "esbuild" */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { integrityOf } from "./build/entries.mjs";
import { styleSheets } from "./build/overrides.mjs";
import { toolStyles } from "./build/tools.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const styles = join(here, "styles");
const tools = join(here, "src", "studio", "tools");

const REFERRED = [".avif", ".gif", ".jpg", ".png", ".svg", ".webp", ".woff", ".woff2"];

async function main() {
  const { values } = parseArgs({
    options: { outdir: { type: "string" }, own: { type: "string" } },
  });
  if (!values.outdir) throw new Error("usage: node styles.mjs --outdir DIR [--own DIR]");
  const outdir = resolve(values.outdir);
  const own = values.own && resolve(values.own);
  const { metafile, warnings } = await build({
    absWorkingDir: here,
    entryPoints: [{ in: "styles/studio.css", out: "studio" }],
    outdir: join(outdir, "assets"),
    bundle: true,
    metafile: true,
    minify: true,
    target: "es2022",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: Object.fromEntries(REFERRED.map((ending) => [ending, "file"])),
    logLevel: "silent",
    plugins: [toolStyles(tools, styles), styleSheets(styles, tools, own)],
  });
  const [path] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint) ?? [""];
  const address = relative(outdir, resolve(here, path)).replaceAll("\\", "/");
  const content = await readFile(resolve(here, path));
  const sources = Object.keys(metafile.inputs).map((file) => resolve(here, file));
  const made = {
    files: [
      {
        address,
        role: "style-sheet",
        bytes: content.length,
        integrity: integrityOf(content),
        needed: "page",
      },
    ],
    sources: sources.filter(existsSync),
    warnings: warnings.map(said),
  };
  console.log(JSON.stringify(made));
}

/**
 * What the compiler says, and where.
 *
 * @param {Message} message
 */
function said({ text, location }) {
  return location ? `${resolve(here, location.file)}, line ${location.line}: ${text}` : text;
}

try {
  await main();
} catch (error) {
  console.error(Object(error).errors?.map(said).join("\n") ?? String(error));
  process.exitCode = 1;
}
