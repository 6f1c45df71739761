// Which packages the bundled scripts are made of, and under which licences.

/** @import { Metafile } from "esbuild" */

import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** What packages mean for Node.js alone, esbuild leaves empty and calls "(disabled):path". */
const PACKAGE = /^(?!\(disabled\):)(?:.*\/)?node_modules\/(?!\.)((?:@[^/]+\/)?[^/]+)\//;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|$)/i;
const SECTION = /^#*\s*licen[cs]e\b[\s\S]*/im;
const RULE = `\n${"-".repeat(80)}\n\n`;

/**
 * The packages of which something ended up in a bundle, by name.
 *
 * @param {readonly Metafile[]} metafiles
 */
export async function bundledPackages(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const [folder] = PACKAGE.exec(path) ?? [];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  const packages = await Promise.all([...folders].map(describe));
  return packages.sort((left, right) => left.name.localeCompare(right.name));
}

/** @param {string} folder a package's folder, relative to the one of the browser code */
async function describe(folder) {
  const file = join(root, folder, "package.json");
  const { name, version, license, homepage, repository } = JSON.parse(await readFile(file, "utf8"));
  return {
    name,
    version,
    licence: license,
    homepage: homepage ?? address(repository) ?? `https://www.npmjs.com/package/${name}`,
    text: await licenceText(join(root, folder)),
  };
}

/**
 * A repository as a page to visit; npm lets "owner/name" stand for one on GitHub.
 *
 * @param {string | { readonly url: string } | undefined} repository
 */
function address(repository) {
  const url = typeof repository === "string" ? repository : repository?.url;
  return url
    ?.replace(/^(?:github:)?([\w.-]+\/[\w.-]+)$/, "https://github.com/$1")
    .replace(/^.*github\.com[/:]/, "https://github.com/")
    .replace(/\.git$/, "");
}

/**
 * The licence as the package gives it: in a file of its own, or at the end of its README.
 *
 * @param {string} folder of the package
 */
async function licenceText(folder) {
  const names = await readdir(folder);
  const files = names.filter((name) => LICENCE_FILE.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  if (texts.length) return texts.map((text) => text.trim()).join("\n\n");
  const readme = names.includes("README.md") && (await readFile(join(folder, "README.md"), "utf8"));
  return SECTION.exec(readme || "")?.[0].trim() ?? "";
}

/**
 * All packages with their licences, as a text for people.
 *
 * @param {Awaited<ReturnType<typeof bundledPackages>>} packages
 */
export function licencesText(packages) {
  const parts = packages.map(({ name, version, licence, homepage, text }) => {
    const heading = `${name} ${version}\n${licence}\n${homepage}\n`;
    return `${heading}\n${text || `https://spdx.org/licenses/${licence}.html`}\n`;
  });
  return ["The scripts of this site contain these packages.\n", ...parts].join(RULE);
}
