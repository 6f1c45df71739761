"""A site with several network sets: choosing one, its size, its own style vectors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

from builder.files import sent_bytes
from builder.gallery.art import STYLES
from tests.web.server import SiteServer
from tests.web.studio import Studio, payload

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet

SIZE = 256

_REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def sets_site(
    built_site: Path, network_set: NetworkSet, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A site with two sets beside the default one, of the same networks under other names.

    They claim a vector space of their own, and there each style has the vector that the next
    style has in the default set: so a painting tells whose vectors made it.
    """
    del built_site  # Its build has converted the networks already.
    folder = tmp_path_factory.mktemp("sets")
    for name in ("twin", "triplet"):
        _write_set(network_set, folder / name)
    out = folder / "site"
    names = [str(network_set.folder), str(folder / "twin"), str(folder / "triplet")]
    options = [word for name in names for word in ("--networks", name)]
    command = [sys.executable, "-m", "builder", "--out", str(out), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=_REPOSITORY, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("twin", "triplet"):
        file = out / "networks" / name / "vectors.json"
        file.write_text(json.dumps(_turned(json.loads(file.read_text()))))
    return out


def _write_set(source: NetworkSet, folder: Path) -> None:
    """Another set of the same style network and the same first transformer."""
    shutil.copytree(source.folder, folder)
    description = json.loads((folder / "set.json").read_text())
    first = source.transformers[0]
    description |= {
        "name": folder.name,
        "title": folder.name.capitalize(),
        "character": f"As the other one, but called {folder.name}.",
        "licence": "CC0-1.0",
        "vector_space": f"space of {folder.name}",
        "transformers": {first: description["transformers"][first]},
    }
    (folder / "set.json").write_text(json.dumps(description))


def _turned(vectors: dict[str, list[float]]) -> dict[str, list[float]]:
    """Every style's vector is the next style's; the photos keep theirs."""
    names = [style.id for style in STYLES]
    following = dict(zip(names, names[1:] + names[:1], strict=True))
    return {name: vectors[following.get(name, name)] for name in vectors}


@pytest.fixture(scope="session")
def server(sets_site: Path) -> Iterator[SiteServer]:
    server = SiteServer(sets_site)
    yield server
    server.close()


@pytest.fixture
def swift_site(studio: Studio, server: SiteServer) -> Studio:
    """The site, open, painting with the fastest network of each set."""
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    studio.set_size(SIZE)
    return studio


def switch(studio: Studio, title: str) -> np.ndarray:
    """Choose another set after the first painting, and wait for what it paints."""
    before = studio.paints
    studio.choose_set(title)
    return studio.painting_after(before)


def test_chooser_tells_of_each_set(studio: Studio, server: SiteServer, sets_site: Path) -> None:
    studio.open(f"{server.origin}/?backend=wasm")
    cards = studio.open_tool("detail").get_by_role("group", name="Networks").locator("label")
    expect(cards).to_have_count(3)
    described: list[dict[str, Any]] = studio.samples["networks"]["sets"]
    for card, item in zip(cards.all(), described, strict=True):
        roles = list(item["bytes"])
        files = [
            file
            for role in roles
            for file in (sets_site / "networks" / item["name"] / role).iterdir()
        ]
        size = sent_bytes(files)
        for text in (item["title"], item["character"], item["licence"], f"{size / 1e6:.1f} MB"):
            assert text
            expect(card).to_contain_text(text)


def test_set_is_downloaded_when_it_is_chosen(swift_site: Studio, server: SiteServer) -> None:
    studio = swift_site
    first = studio.paint()
    assert not server.visited("networks/twin/*")
    twin = switch(studio, "Twin")
    assert server.visited("networks/twin/swift/*")
    assert server.visited("networks/twin/vectors.json")
    assert not server.visited("networks/*/style/*")
    assert not server.visited("networks/triplet/*")
    assert studio.facts.startswith("Twin · 256")
    assert not np.array_equal(first, twin)
    assert not studio.has_qualities

    server.forget()
    default = studio.samples["networks"]["sets"][0]["title"]
    assert np.array_equal(switch(studio, default), first)
    assert np.array_equal(switch(studio, "Twin"), twin)
    assert not server.visits, "switching back downloads nothing"

    switch(studio, "Triplet")
    assert len(studio.engines) == 2
    switch(studio, default)
    assert len(studio.engines) == 2


def test_vectors_of_sets_are_not_mixed(swift_site: Studio, server: SiteServer) -> None:
    studio = swift_site
    styles = studio.samples["styles"]
    studio.choose("style", styles[1]["id"])
    foreign = studio.paint()
    before = studio.paints
    studio.choose("style", styles[2]["id"])
    following = studio.painting_after(before)
    before = studio.paints
    studio.choose("style", styles[1]["id"])
    studio.painting_after(before)
    twin = switch(studio, "Twin")
    assert np.array_equal(twin, following)
    assert not np.array_equal(twin, foreign)

    # A style of one's own has no published vector: each set looks at it itself.
    before = studio.paints
    studio.upload("style", payload(STYLES[4].draw(3, 200)))
    studio.painting_after(before)
    assert server.visited("networks/twin/style/*")
    assert not server.visited(f"networks/{studio.samples['networks']['default']}/style/*")
    switch(studio, studio.samples["networks"]["sets"][0]["title"])
    assert server.visited(f"networks/{studio.samples['networks']['default']}/style/*")


def test_address_chooses_the_set(studio: Studio, server: SiteServer) -> None:
    studio.open(f"{server.origin}/?backend=wasm&set=twin")
    expect(studio.open_tool("detail").get_by_role("radio", name="Twin")).to_be_checked()
    studio.set_size(SIZE)
    studio.paint()
    assert studio.facts.startswith("Twin")
    default = studio.samples["networks"]["default"]
    assert not server.visited(f"networks/{default}/*")

    studio.open(f"{server.origin}/?backend=wasm&set=nonsense")
    expect(studio.error).to_contain_text("no network set called “nonsense”")
    expect(studio.open_tool("detail").get_by_role("radio", name="Twin")).not_to_be_checked()
    studio.set_size(SIZE)
    studio.paint()
    expect(studio.error).to_be_hidden()


@pytest.mark.parametrize("pattern", ["vectors.json", "set.json", "swift/*.bin"])
def test_set_with_a_missing_file(pattern: str, swift_site: Studio, server: SiteServer) -> None:
    studio = swift_site
    first = studio.paint()
    with server.broken(f"networks/twin/{pattern}", "missing"):
        studio.choose_set("Twin")
        assert "file" in studio.expect_error()
    default = studio.samples["networks"]["sets"][0]["title"]
    assert np.array_equal(switch(studio, default), first)
    expect(studio.error).to_be_hidden()
    switch(studio, "Twin")
    assert studio.facts.startswith("Twin")
