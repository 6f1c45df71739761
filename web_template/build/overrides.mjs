// Where style sheets lie: a site's own ones stand in for Atelier's, and a tool's lies in its folder.

/** @import { Plugin } from "esbuild" */

import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";

const ORIGINAL = "atelier/";
const TOOL = /^tools[\\/]([^\\/]+)\.css$/;

/**
 * The path of `file` inside `folder`, or undefined where it lies elsewhere.
 *
 * @param {string} folder
 * @param {string} file
 */
function inside(folder, file) {
  const path = relative(folder, file);
  return path.startsWith("..") || isAbsolute(path) ? undefined : path;
}

/**
 * An esbuild plugin that finds style sheets by their names: "tools/NAME.css" is a tool's, all others
 * lie in `styles`. One of the same name in `own`, if given, is taken instead, and can import the
 * original as "atelier/NAME.css".
 *
 * @param {string} styles
 * @param {string} tools
 * @param {string} [own]
 * @returns {Plugin}
 */
export function styleSheets(styles, tools, own) {
  const original = (/** @type {string} */ name) => {
    const [, tool] = TOOL.exec(name) ?? [];
    return tool ? join(tools, tool, "style.css") : join(styles, name);
  };
  return {
    name: "style-sheets",
    setup(build) {
      build.onResolve({ filter: /\.css$/ }, ({ path, resolveDir }) => {
        if (path.startsWith(ORIGINAL)) return { path: original(path.slice(ORIGINAL.length)) };
        const wanted = resolve(resolveDir, path);
        const name = inside(styles, wanted) ?? (own && inside(own, wanted));
        if (name === undefined) return undefined;
        const candidates = [...(own ? [join(own, name)] : []), original(name)];
        return { path: candidates.find(existsSync) ?? wanted };
      });
    },
  };
}
