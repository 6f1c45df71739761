"""Bundles the pages of the bench: the engine's, and those of its peers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from builder.bundle.node import install_packages, run_script
from builder.paths import web_template_folder

LANES = Path(__file__).with_name("lanes")
PEERS = Path(__file__).with_name("peers")

_BUILD = """
import { build } from "esbuild";
import { runtimeBinaries } from "./build/assembly.mjs";
import { TESTS } from "./build/tests.mjs";
const { define, ...options } = JSON.parse(process.argv[1]);
const plugins = [runtimeBinaries()];
await build({ ...TESTS, ...options, define: { ...TESTS.define, ...define }, plugins });
"""


def bundle_lanes(names: Sequence[str], folder: Path) -> None:
    """Write `<name>.js` for each of the modules `lanes/<name>.ts` into `folder`.

    Raises:
        BundleError: one does not compile.
    """
    source = web_template_folder()
    options = {
        "entryPoints": [str(LANES / f"{name}.ts") for name in names],
        "outdir": str(folder),
        # The site's packages first: its TensorFlow.js is not the one of 2018.
        "nodePaths": [str(source / "node_modules"), str(PEERS / "node_modules")],
        # The threaded WASM backend hands the source text of a function to its workers.
        "minifySyntax": False,
        "minifyWhitespace": True,
        "minifyIdentifiers": True,
        "define": {"THREAD_FILE": '"/lanes/engine-thread.js"'},
        "logLevel": "error",
    }
    arguments = ["--input-type=module", "--eval", _BUILD, json.dumps(options)]
    run_script(arguments, source, of="The bench")


def install_peers() -> Path:
    """Install what the engine is measured against, once; return its node_modules.

    Raises:
        BundleError: npm failed.
    """
    install_packages(PEERS)
    return PEERS / "node_modules"
