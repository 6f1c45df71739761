// Bundles the style sheets: node styles.mjs --outdir DIR [--own DIR]
//
// Writes DIR/assets/studio-HASH.css, and pictures and fonts that own style sheets refer to. The last
// line of stdout is JSON: the style sheet's address, the files it was made of, and what is odd there.

import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { overriddenStyles } from "./overrides.mjs";

const here = dirname(fileURLToPath(import.meta.url));

const REFERRED = [".avif", ".gif", ".jpg", ".png", ".svg", ".webp", ".woff", ".woff2"];

async function main() {
  const { values } = parseArgs({
    options: { outdir: { type: "string" }, own: { type: "string" } },
  });
  if (!values.outdir) throw new Error("usage: node styles.mjs --outdir DIR [--own DIR]");
  const outdir = resolve(values.outdir);
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
    plugins: values.own ? [overriddenStyles(join(here, "styles"), resolve(values.own))] : [],
  });
  const [path] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint);
  const entry = {
    style: relative(outdir, resolve(here, path)).replaceAll("\\", "/"),
    files: Object.keys(metafile.inputs).map((file) => resolve(here, file)),
    warnings: warnings.map(said),
  };
  console.log(JSON.stringify(entry));
}

/** What the compiler says, and where. */
function said({ text, location }) {
  return location ? `${resolve(here, location.file)}, line ${location.line}: ${text}` : text;
}

try {
  await main();
} catch (error) {
  console.error(error.errors?.map(said).join("\n") ?? String(error));
  process.exitCode = 1;
}
