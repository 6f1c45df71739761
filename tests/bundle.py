"""Bundles scripts of the tests that reach into the engine's sources, which no site does."""

from __future__ import annotations

import json
from pathlib import Path

from builder.bundle.node import run_script
from builder.paths import web_template_folder

_BUILD = """
import { build } from "esbuild";
import { runtimeBinaries } from "./build/assembly.mjs";
await build({ ...JSON.parse(process.argv[1]), plugins: [runtimeBinaries()] });
"""


def bundle_script(script: Path, folder: Path) -> None:
    """Write a module of the name of `script`, with all it imports, into `folder`.

    Raises:
        BundleError: it does not compile.
    """
    source = web_template_folder()
    options = {
        "entryPoints": [str(script)],
        "outdir": str(folder),
        "nodePaths": [str(source / "node_modules")],
        "bundle": True,
        "format": "esm",
        "splitting": True,
        "loader": {".wasm": "file"},
        "define": {
            **dict.fromkeys(("RUNTIME_BYTES", "TENSORFLOW_BYTES"), "{}"),
            **dict.fromkeys(("THREAD_FILE", "PROBE_FILE"), '""'),
        },
        "logLevel": "warning",
    }
    arguments = ["--input-type=module", "--eval", _BUILD, json.dumps(options)]
    run_script(arguments, source, of=str(script))
