"""The story of a build, top to bottom."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from builder.bundle.bundle_code import bundle
from builder.convert.convert_set import convert_set
from builder.convert.manifest import write_index
from builder.errors import AtelierError, ConfigError, nearest
from builder.gallery.gallery import build_gallery, check_gallery
from builder.graph_model.quantization import QuantizationPlan
from builder.painting.pictures import check_picture
from builder.site.config import SiteConfig
from builder.site.context import SiteContext
from builder.site.download_sizes import DownloadSizes
from builder.site.i18n import load_texts
from builder.site.icons import GROUND, check_icon, write_icons
from builder.site.metadata import write_card, write_manifests, write_sitemap
from builder.site.output.inventory import write_inventory
from builder.site.output.names import check_places, names_of
from builder.site.output.staging import staged, write_notes
from builder.site.output.static_files import add_static_files, static_files
from builder.site.policy import write_policies
from builder.site.render import check_templates, render_pages
from builder.site.service_worker import SCRIPT, write_service_worker
from builder.site.theme import derive_accent
from builder.text_files import read_text

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet

log = logging.getLogger(__name__)


def build_site(
    config: SiteConfig,
    out: Path,
    *,
    strict: bool = False,
    for_release: bool = True,
    force: bool = False,
) -> None:
    """Build the site that `config` describes and put it in place of the one in `out`.

    Args:
        config: the settings.
        out: the site's folder; it stays as it was when anything fails.
        strict: fail when there was a warning.
        for_release: whether stylizer.d.ts is wanted too, which takes seconds.
        force: replace files in `out` that no build wrote, where they are in the way.

    Raises:
        AtelierError: a step failed, for a reason that its message gives.
    """
    started = time.monotonic()
    names = names_of(config)
    check_places(config, out)
    with _WarningCounter() as warnings, staged(out, names, force=force) as site:
        _fill(config, site, for_release=for_release)
        if strict and warnings.count:
            raise AtelierError(
                f"The build gave {warnings.count} warning(s) and --strict allows none; "
                "mend what they name or leave --strict out."
            )
    log.info("Built %s in %.1f s", out, time.monotonic() - started)


def _fill(config: SiteConfig, site: Path, *, for_release: bool) -> None:
    sets = _find_sets(config)
    _check_roles(config.quantize, sets)
    texts = load_texts(config.language_texts, config.texts_everywhere)
    static = static_files(config.templates, names_of(config))
    analytics = _analytics(config)
    check_templates(config.templates)
    _check_pictures(config)
    bundled = bundle(site, config.templates, declarations=for_release)
    described = [
        convert_set(chosen, site / "networks" / chosen.name, config.quantize) for chosen in sets
    ]
    index = write_index(site / "networks", described)
    names = [chosen.name for chosen in sets]
    gallery = build_gallery(config.gallery, names, site, card=_wants_painted_card(config))
    card = write_card(site / "gallery", gallery.card, config.card_file)
    accent = derive_accent(config.accent) if config.accent else None
    icons = write_icons(site, accent.light.strong if accent else GROUND, config.icon)
    write_manifests(site, texts, icons)
    context = SiteContext(
        config=config,
        accent=accent,
        texts=texts,
        bundle=bundled,
        gallery=gallery,
        sets=described,
        index=index,
        icons=icons,
        card=card,
        sizes=DownloadSizes(site, bundled.entries, described[0]["name"]),
        analytics=analytics,
    )
    rendered = render_pages(site, texts, context.at, config.templates)
    write_policies(site, [place.path for place in rendered])
    write_sitemap(site, rendered, config.base_url)
    write_notes(site)
    replaced = add_static_files(static, site)
    # The last steps: they list the files that there are.
    if config.offline and SCRIPT not in static:
        pages = [place.path for place in rendered if place.page.listed]
        write_service_worker(site, pages, bundled.entries)
    write_inventory(site, static, replaced)


def _check_pictures(config: SiteConfig) -> None:
    """Refuse pictures of the site's own that cannot be used before anything is made."""
    check_gallery(config.gallery)
    if config.icon:
        check_icon(config.icon)
    if config.card_file:
        check_picture(config.card_file)


def _wants_painted_card(config: SiteConfig) -> bool:
    """Whether the networks paint a card: pages can only name one by its whole address."""
    if config.card_file and not config.base_url:
        log.warning("Nobody will see the card %s, because base_url is not set.", config.card_file)
    return config.card is True and bool(config.base_url)


def _analytics(config: SiteConfig) -> str:
    if config.analytics is None:
        return ""
    log.info("Pages carry %s, and say that visits are counted.", config.analytics)
    return read_text(config.analytics, "The analytics")


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


def _check_roles(plan: QuantizationPlan, sets: Sequence[NetworkSet]) -> None:
    roles = set().union(*(chosen.roles for chosen in sets))
    for role in plan.roles:
        if role not in roles:
            raise ConfigError(
                f'No network to quantize is called "{role}"; {nearest(role, sorted(roles))}'
            )


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
