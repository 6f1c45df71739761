"""Bundles scripts of the tests that reach into the engine's sources, which no site does."""

from __future__ import annotations

from pathlib import Path

from builder.bundle.node import run_script
from builder.paths import web_template_folder

_BUILD = """
import { build } from "esbuild";
import { runtimeBinaries } from "./build/assembly.mjs";
import { TESTS } from "./build/tests.mjs";
const [script, outdir] = process.argv.slice(1);
await build({ ...TESTS, entryPoints: [script], outdir, plugins: [runtimeBinaries()] });
"""


def bundle_script(script: Path, folder: Path) -> None:
    """Write a module of the name of `script`, with all it imports, into `folder`.

    Raises:
        BundleError: it does not compile.
    """
    arguments = ["--input-type=module", "--eval", _BUILD, str(script), str(folder)]
    run_script(arguments, web_template_folder(), of=str(script))
