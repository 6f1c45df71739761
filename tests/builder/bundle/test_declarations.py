"""stylizer.d.ts: what programs that import the public module are compiled with."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from builder.bundle.bundle_code import bundle
from builder.bundle.node import find_node
from builder.paths import web_template_folder

if TYPE_CHECKING:
    from pathlib import Path

_USER = """
import { mixStyles, Stylizer, StylizerError } from "./stylizer.js";
import type { Backend, FramePainter, PaintOptions, StyleVector } from "./stylizer.js";

const backend: Backend = "wasm";
const options: PaintOptions = { strength: 0.8, size: 512 };
const stylizer: Stylizer = await Stylizer.load({ backend, networks: "./networks/" });
const style: StyleVector = await stylizer.style(new Blob());
const image: ImageData = await stylizer.paint(new Blob(), mixStyles([style], [1]), options);
const frames: FramePainter = await stylizer.prepare(image, style);
frames.dispose();
try {
  await stylizer.stylize(image, image, { strength: 0.5 });
} catch (error) {
  if (!(error instanceof StylizerError)) throw error;
  const small: boolean = error.reason === "picture_small";
  const known: string = error.code + small + String(error.values.width);
  // @ts-expect-error: a reason is one of a list.
  const other: boolean = error.reason === "nonesuch";
  console.log(known, other);
}
// @ts-expect-error: misspelt.
await stylizer.paint(image, style, { strenght: 0.5 });
"""


@pytest.fixture(scope="module")
def site(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    bundle(folder)
    return folder


@pytest.mark.slow
def test_declarations_compile_under_strict(site: Path) -> None:
    (site / "user.ts").write_text(_USER, encoding="utf-8")
    tsc = web_template_folder() / "node_modules/typescript/bin/tsc"
    options = ["--strict", "--noEmit", "--target", "es2022", "--module", "esnext"]
    options += ["--moduleResolution", "bundler", "--lib", "es2022,dom", "--types", ""]
    done = subprocess.run(
        [str(find_node().node), str(tsc), *options, "user.ts"],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_what_is_declared_is_exported(site: Path) -> None:
    script = "console.log(Object.keys(await import('./stylizer.js')).sort().join())"
    done = subprocess.run(
        [str(find_node().node), "--input-type=module", "-e", script],
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    )
    text = (site / "stylizer.d.ts").read_text(encoding="utf-8")
    declared = re.findall(r"^export (?:declare )?(?:class|const|function) (\w+)", text, re.M)
    for names in re.findall(r"^export \{([^}]*)\};", text, re.M):
        values = (name.strip() for name in names.split(","))
        declared += [name for name in values if name and not name.startswith("type ")]
    assert ",".join(sorted(declared)) == done.stdout.strip()
