// How scripts of the tests are bundled, which reach into the engine's sources as no site does.

/** @import { BuildOptions } from "esbuild" */

import { join } from "node:path";
import { runtimeFiles } from "./assembly.mjs";
import { tensorflowFiles } from "./engine.mjs";
import { ROOT } from "./options.mjs";

/** esbuild's options, without entry points and a folder for what it writes. */
export const TESTS = /** @satisfies {BuildOptions} */ ({
  bundle: true,
  format: "esm",
  target: "es2022",
  splitting: true,
  tsconfig: join(ROOT, "tsconfig.json"),
  nodePaths: [join(ROOT, "node_modules")],
  loader: { ".wasm": "file", ".bin": "binary" },
  define: {
    RUNTIME_FILES: JSON.stringify(await runtimeFiles()),
    TENSORFLOW_FILES: JSON.stringify(await tensorflowFiles()),
    THREAD_FILE: '""',
    PROBE_FILE: '""',
  },
  logLevel: "warning",
});
