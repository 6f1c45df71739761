"""Bundles the browser code: runs web_template's own build scripts under Node.js."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.bundle.entries import Entries
from builder.bundle.node import run_script
from builder.cache import cached_folder, code_digest, content_key, file_digest
from builder.errors import BundleError, ConfigError
from builder.folders import folder_in, list_tree
from builder.paths import web_template_folder
from builder.text_files import read_text

log = logging.getLogger(__name__)

_ENTRY, _SITE = "entry.json", "site"
_OWN_STYLES = "styles"

# Beside its scripts a tool's folder has the rest of the tool, and its description.
_PAGE_ENDINGS = (".css", ".j2", ".svg")
_STYLE_ENDINGS = (".css", ".toml")

_Bundled = tuple[Path, dict[str, Any]]
"""A folder of files for the site's root, and what the script that wrote them said of them."""


@dataclass(frozen=True)
class Bundle:
    """What was bundled into a site.

    Attributes:
        entries: the files.
        packages: what is known of each package that the scripts are made of.
    """

    entries: Entries
    packages: tuple[Mapping[str, Any], ...]


def bundle(folder: Path, own: Path | None = None, *, declarations: bool = True) -> Bundle:
    """Write the bundled scripts and styles into `folder`, a site's root.

    Scripts and style sheets are bundled apart, so that a change of the one costs nothing for the
    other.

    Args:
        folder: a folder that exists.
        own: a folder of the site's own templates, whose styles/*.css stand in for those of the
            same name.
        declarations: whether stylizer.d.ts is wanted, which takes the compiler seconds.

    Raises:
        BundleError: the packages cannot be installed or the code does not compile.
        ConfigError: the folder of own style sheets is none, or one of them is no text in UTF-8.
    """
    source = web_template_folder()
    scripts, said = _scripts(source)
    own_styles = folder_in(own, _OWN_STYLES) if own is not None else None
    if own_styles:
        _check_styles(own_styles)
    styles, styled = _style_sheets(source, own_styles)
    for made in (scripts, styles, *([_declarations(source)] if declarations else [])):
        shutil.copytree(made, folder, dirs_exist_ok=True)
    try:
        entries = Entries.parse([*said["files"], *styled["files"]])
        bundled = Bundle(entries, tuple(said["packages"]))
    except (KeyError, TypeError) as error:
        raise _nameless(source) from error
    entries.write(folder)
    return bundled


def _check_styles(own: Path) -> None:
    """Refuse what would be passed over, waited for or read wrongly among own style sheets."""
    listed = list_tree(own)
    for path, why in listed.others.items():
        raise ConfigError(f"{path} {why}; mend it, or remove it from the style sheets.")
    for file in listed.files:
        if file.suffix == ".css":
            read_text(file, "The style sheet", only_utf_8=True)


def bundle_engine() -> Path:
    """The engine as a script for Node.js, in a folder of the cache with all that it loads.

    Raises:
        BundleError: as `bundle`.
    """
    folder, said = _engine(web_template_folder())
    return folder / str(said["main"])


def bundled_packages() -> list[Mapping[str, Any]]:
    """What is known of each package that the scripts and the engine for Node.js are made of.

    Raises:
        BundleError: as `bundle`.
    """
    source = web_template_folder()
    return [*_scripts(source)[1]["packages"], *_engine(source)[1]["packages"]]


def _engine(source: Path) -> _Bundled:
    parts = {"source": _digests([*_tools(source), *_script_files(source)], source)}
    return _bundled("engines", parts, ["node.mjs"], source, of="The engine")


def _scripts(source: Path) -> _Bundled:
    parts = {"source": _digests([*_tools(source), *_script_files(source)], source)}
    return _bundled("bundles", parts, ["build.mjs"], source, of="The browser code")


def _declarations(source: Path) -> Path:
    parts = {"source": _digests([*_tools(source), *_script_files(source)], source)}
    script = ["declarations.mjs"]
    return _bundled("declarations", parts, script, source, of="The module's types")[0]


def _style_sheets(source: Path, own: Path | None) -> _Bundled:
    """Bundle the style sheets; warn of what is odd in the site's own ones, with every build."""
    parts = {
        "source": _digests([*_tools(source), *_style_files(source)], source),
        "own": _digests(_files(own), own) if own else None,
        # Their paths are in the warnings.
        "folder": str(own.resolve()) if own else None,
    }
    options = ["--own", str(own.resolve())] if own else []
    site, said = _bundled("styles", parts, ["styles.mjs", *options], source, of="The style sheets")
    for warning in said["warnings"]:
        log.warning("%s", warning)
    for file in _files(own) if own else ():
        if file.suffix == ".css" and str(file.resolve()) not in said["sources"]:
            log.warning(
                "%s is used by nothing: it has the name of none of Atelier's style sheets, and "
                "none imports it.",
                file,
            )
    return site, said


def _bundled(
    kind: str, parts: Mapping[str, Any], command: Sequence[str], source: Path, of: str
) -> _Bundled:
    """Run a script of `source` that writes into --outdir, unless the cache has what it wrote."""

    def make(cached: Path) -> None:
        site = cached / _SITE
        site.mkdir()
        said = run_script([*command, "--outdir", str(site.resolve())], source, of=of)
        lines = said.strip().splitlines()
        (cached / _ENTRY).write_text(lines[-1] if lines else "", encoding="utf-8")

    key = content_key({**parts, "code": code_digest(__name__)})
    cached, _ = cached_folder(kind, key, make)
    try:
        return cached / _SITE, json.loads((cached / _ENTRY).read_text(encoding="utf-8"))
    except ValueError as error:
        raise _nameless(source) from error


def _nameless(source: Path) -> BundleError:
    return BundleError(
        f"A script in {source} did not end with the names of what it wrote; "
        "restore it from the release."
    )


def _tools(source: Path) -> Iterable[Path]:
    files = [*source.iterdir(), *(source / "build").iterdir()]
    return (file for file in sorted(files) if file.suffix in (".json", ".mjs"))


def _script_files(source: Path) -> Iterable[Path]:
    return (file for file in _files(source / "src") if file.suffix not in _PAGE_ENDINGS)


def _style_files(source: Path) -> Iterable[Path]:
    of_tools = (file for file in _files(source / "src") if file.suffix in _STYLE_ENDINGS)
    return (*_files(source / "styles"), *of_tools)


def _files(folder: Path) -> Iterable[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _digests(files: Iterable[Path], folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file_digest(file) for file in files}
