// Lets a site's own style sheets stand in for Atelier's.

import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";

const ORIGINAL = "atelier/";

/** The path of `file` inside `folder`, or undefined where it lies elsewhere. */
function inside(folder, file) {
  const path = relative(folder, file);
  return path.startsWith("..") || isAbsolute(path) ? undefined : path;
}

/**
 * An esbuild plugin: a style sheet in `own` is taken instead of the one of the same name in
 * `styles`, which it can import as "atelier/NAME.css".
 */
export function overriddenStyles(styles, own) {
  return {
    name: "overridden-styles",
    setup(build) {
      build.onResolve({ filter: /\.css$/ }, ({ path, resolveDir }) => {
        if (path.startsWith(ORIGINAL)) return { path: join(styles, path.slice(ORIGINAL.length)) };
        const wanted = resolve(resolveDir, path);
        const name = inside(styles, wanted) ?? inside(own, wanted);
        if (name === undefined) return undefined;
        return { path: [join(own, name), join(styles, name)].find(existsSync) ?? wanted };
      });
    },
  };
}
