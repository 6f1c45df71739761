"""Damaged pictures chosen in the built studio: each gives a painting or a sentence.

`python -m tests.soak choices --count 1000 --seed 1`
"""

from __future__ import annotations

from playwright.sync_api import Error

from tests.soak.pictures import damaged_pictures
from tests.soak.visits import Watched, built_site, chromium, visit
from tests.web.server import SiteServer
from tests.web.studio import Studio

_VISIT = 40
"""Pictures chosen in a visit: their list grows, and what is made of it is not what is tried."""

_PATIENCE = 60_000
"""Milliseconds after which the studio is said to be silent."""

_ENDED = """(before) => {
  const { paints, state } = document.querySelector("#studio").dataset;
  const painted = Number(paints) > before && state === "done";
  return painted || document.querySelector("#error").textContent !== "";
}"""


def choose_pictures(count: int, seed: int) -> list[str]:
    """Choose so many damaged pictures; what else came than a painting or a sentence."""
    pictures = list(damaged_pictures(count, seed))
    faults: list[str] = []
    paintings = 0
    with built_site() as site, chromium() as browser:
        server = SiteServer(site)
        for first in range(0, count, _VISIT):
            with visit(server, browser) as watched:
                studio = _opened(watched, server)
                for name, content in pictures[first : first + _VISIT]:
                    paintings += _chosen(studio, name, content, watched.faults)
                faults += watched.faults
        server.close()
    print(f"{paintings} paintings, {count - paintings - len(faults)} sentences")
    return faults


def _opened(watched: Watched, server: SiteServer) -> Studio:
    studio = Studio(watched.page).open(f"{server.origin}/?backend=wasm")
    studio.choose_quality("Swift")
    studio.set_size(128)
    studio.paint()
    return studio


def _chosen(studio: Studio, name: str, content: bytes, faults: list[str]) -> bool:
    """Choose a picture; whether it was painted."""
    before, known = studio.paints, len(faults)
    studio.page.evaluate("document.querySelector('#error').textContent = ''")
    suffix = f".{name.split(chr(39))[1].lower()}"
    file = {"name": f"picture{suffix}", "mimeType": "image/*", "buffer": content}
    try:
        studio.offer("photo", file)  # type: ignore[arg-type]
        studio.page.wait_for_function(_ENDED, arg=before, timeout=_PATIENCE)
        painted = not studio.error.text_content()
        if not painted:
            studio.complaint()
    except (Error, AssertionError) as error:
        faults.append(f"{name}: {error}")
        painted = False
    faults[known:] = [f"{name}: {fault}" for fault in faults[known:]]
    return painted and len(faults) == known
