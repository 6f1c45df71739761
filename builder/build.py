"""The story of a build, top to bottom."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder import __version__
from builder.bundle import Entry, bundle
from builder.config import SiteConfig
from builder.convert.network import convert_set
from builder.convert.quantization import QuantizationPlan
from builder.errors import AtelierError, ConfigError, nearest
from builder.gallery import Gallery, GalleryItem, build_gallery
from builder.publish import staged, write_notes
from builder.render import render_pages

if TYPE_CHECKING:
    from builder.networks.catalog import NetworkSet

log = logging.getLogger(__name__)

_INDEXED = ("name", "title", "character", "licence", "vectorSpace")


def build_site(config: SiteConfig, out: Path, *, strict: bool = False) -> None:
    """Build the site that `config` describes and put it in place of `out`.

    Args:
        config: the settings.
        out: the site's folder; it stays as it was when anything fails.
        strict: fail when there was a warning.

    Raises:
        AtelierError: a step failed, for a reason that its message gives.
    """
    started = time.monotonic()
    with _WarningCounter() as warnings, staged(out) as site:
        sets = _find_sets(config)
        _check_roles(config.quantize, sets)
        entry = bundle(site)
        described = [
            convert_set(chosen, site / "networks" / chosen.name, config.quantize) for chosen in sets
        ]
        index = _index(described)
        _write_json(site / "networks" / "index.json", index)
        gallery = build_gallery(config.gallery, sets, site)
        render_pages(_page_context(config, entry, gallery, described, index), site)
        write_notes(site)
        if strict and warnings.count:
            raise AtelierError(
                f"The build gave {warnings.count} warning(s) and --strict allows none; "
                "mend what they name or leave --strict out."
            )
    log.info("Built %s in %.1f s", out, time.monotonic() - started)


def _find_sets(config: SiteConfig) -> list[NetworkSet]:
    from builder.networks.catalog import find_set

    sets: dict[str, NetworkSet] = {}
    for wanted in config.networks:
        found = find_set(wanted)
        if found.name in sets:
            raise ConfigError(
                f'Two network sets of the site are called "{found.name}"; leave one out, or '
                "import one under another name with: build-site networks import ... --name NAME"
            )
        sets[found.name] = found
    return list(sets.values())


def _index(described: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What networks/index.json says: the sets to choose from, the default one first."""
    return {
        "default": described[0]["name"],
        "sets": [
            {
                **{key: one[key] for key in _INDEXED},
                "bytes": {
                    role: entry["bytes"]
                    for role, entry in {"style": one["style"], **one["transformers"]}.items()
                },
            }
            for one in described
        ],
    }


def _check_roles(plan: QuantizationPlan, sets: Sequence[NetworkSet]) -> None:
    roles = set().union(*(chosen.roles for chosen in sets))
    for role in plan.roles:
        if role not in roles:
            raise ConfigError(
                f'No network to quantize is called "{role}"; {nearest(role, sorted(roles))}'
            )


def _page_context(
    config: SiteConfig,
    entry: Entry,
    gallery: Gallery,
    sets: Sequence[dict[str, Any]],
    index: dict[str, Any],
) -> dict[str, Any]:
    """What the templates may use."""
    return {
        "site": {
            "title": config.title,
            "description": config.description,
            "language": "en",
            "base_url": config.base_url,
        },
        "gallery": asdict(gallery),
        "entry": asdict(entry),
        "version": __version__,
        "sets": sets,
        "data": {
            "photos": [_item_data(item) for item in gallery.photos],
            "styles": [_item_data(item) for item in gallery.styles],
            "networks": index,
            "version": __version__,
        },
    }


def _item_data(item: GalleryItem) -> dict[str, Any]:
    """What the studio's script needs of a gallery picture."""
    values = asdict(item)
    del values["credit"], values["licence"]
    return values


def _write_json(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value) + "\n", encoding="utf-8")


class _WarningCounter(logging.Handler):
    """Counts the builder's warnings while it is open, after mkdocs's strict mode."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1

    def __enter__(self) -> _WarningCounter:
        logging.getLogger("builder").addHandler(self)
        return self

    def __exit__(self, *exception: object) -> None:
        logging.getLogger("builder").removeHandler(self)
