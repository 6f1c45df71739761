// The studio's tools, read from their folders: what the bundles take from each.

/** @import { Loader, Plugin } from "esbuild" */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The module that scripts and style sheets import to get what all tools have of their kind. */
const ALL = "atelier:tools";

/**
 * Names of the tools, in the order that their tool.toml files say.
 *
 * @param {string} folder
 */
function toolNames(folder) {
  const order = (/** @type {string} */ name) => {
    const [, number] =
      /^order = (\d+)$/m.exec(readFileSync(join(folder, name, "tool.toml"), "utf8")) ?? [];
    if (!number)
      throw new Error(`${join(folder, name, "tool.toml")} has no line "order = NUMBER".`);
    return Number(number);
  };
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return names.sort((one, other) => order(one) - order(other));
}

/**
 * An esbuild plugin that answers imports of "atelier:tools" with `contents`.
 *
 * @param {string} resolveDir
 * @param {Loader} loader
 * @param {() => string} contents
 * @returns {Plugin}
 */
function virtualModule(resolveDir, loader, contents) {
  return {
    name: "tools",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${ALL}$`) }, ({ path }) => ({
        path,
        namespace: "tools",
      }));
      build.onLoad({ filter: /.*/, namespace: "tools" }, () => ({
        contents: contents(),
        loader,
        resolveDir,
      }));
    },
  };
}

/**
 * An esbuild plugin for the tools' scripts: "atelier:tools" exports `loaders`, a function for each
 * tool that imports it. The first tool, which is open when the page comes up, is part of the page.
 *
 * @param {string} folder of the tools
 */
export function toolScripts(folder) {
  return virtualModule(folder, "js", () => {
    const [first, ...others] = toolNames(folder);
    const lazy = others.map((name) => `${name}: () => import("./${name}/index"),`);
    return `import { tool } from "./${first}/index";
export const loaders = {
  ${first}: async () => ({ tool }),
  ${lazy.join("\n  ")}
};`;
  });
}

/**
 * An esbuild plugin for the tools' style sheets: "atelier:tools" imports all of them.
 *
 * @param {string} folder of the tools
 * @param {string} styles the folder of the style sheets
 */
export function toolStyles(folder, styles) {
  return virtualModule(styles, "css", () => {
    const styled = toolNames(folder).filter((name) => existsSync(join(folder, name, "style.css")));
    return styled.map((name) => `@import "./tools/${name}.css";`).join("\n");
  });
}
