"""Bundles scripts of the tests that reach into the engine's sources, which no site does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from builder.errors import AtelierError
from builder.node import find_node, install_packages
from builder.resources import web_template_folder

_BUILD = 'import { build } from "esbuild"; await build(JSON.parse(process.argv[1]));'


def bundle_script(script: Path, folder: Path) -> None:
    """Write a module of the name of `script`, with all it imports, into `folder`.

    Raises:
        AtelierError: it does not compile.
    """
    source = web_template_folder()
    install_packages(source)
    node = find_node()
    options = {
        "entryPoints": [str(script)],
        "outdir": str(folder),
        "nodePaths": [str(source / "node_modules")],
        "bundle": True,
        "format": "esm",
        "splitting": True,
        "loader": {".wasm": "file"},
        "define": {"WASM_BYTES": "{}"},
        "logLevel": "warning",
    }
    done = subprocess.run(
        [str(node.node), "--input-type=module", "--eval", _BUILD, json.dumps(options)],
        cwd=source,
        env=node.environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise AtelierError(f"{script} could not be bundled:\n{done.stderr.strip()}")
