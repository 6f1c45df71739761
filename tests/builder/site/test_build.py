from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from builder.networks.network_set import NetworkSet


class References(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in ("a", "base") and values.get("rel") not in ("canonical", "alternate"):
            self.found += [values[name] or "" for name in ("href", "src") if name in values]


@pytest.fixture(scope="module", params=["index.html", "de/index.html"])
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def page(built_site: Path, name: str) -> str:
    return (built_site / name).read_text(encoding="utf-8")


def test_the_folder_is_complete(built_site: Path) -> None:
    names = {path.name for path in built_site.iterdir()}
    assert names >= {"index.html", "404.html", "README.md", ".nojekyll", "stylizer.js"}
    assert names >= {"stylizer.d.ts", "assets", "gallery", "networks", "icon.svg", "icons"}
    assert names >= {"de", "manifest.webmanifest", "robots.txt", "service-worker.js"}


def test_everything_the_page_refers_to_is_there_by_relative_address(
    built_site: Path, name: str, page: str
) -> None:
    references = References()
    references.feed(page)
    assert len(references.found) > 10
    for address in references.found:
        assert not re.match(r"[a-z]+:|/", address), address
        assert ((built_site / name).parent / address.partition("#")[0]).is_file(), address


def test_the_page_carries_the_gallery_and_its_vectors(
    built_site: Path, name: str, page: str
) -> None:
    script = re.search(r'<script[^>]*id="site-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert script is not None
    data = json.loads(script[1])
    assert len(data["photos"]) >= 3
    assert len(data["styles"]) >= 12
    for item in data["photos"] + data["styles"]:
        assert len(item["vector"]) == 100
        assert ((built_site / name).parent / item["image"]).is_file()
        assert ((built_site / name).parent / item["thumbnail"]).is_file()
        for modern in item["modern"].values():
            assert ((built_site / name).parent / modern).suffix == ".avif"
            assert ((built_site / name).parent / modern).is_file()
    assert all(style["preview"] for style in data["styles"])


def test_the_networks_are_described(built_site: Path, network_set: NetworkSet) -> None:
    networks = built_site / "networks"
    index = json.loads((networks / "index.json").read_text(encoding="utf-8"))
    assert index["default"] == network_set.name
    (listed,) = index["sets"]
    assert listed["name"] == network_set.name
    assert listed["vectorSpace"] == network_set.vector_space
    assert set(listed["bytes"]) == set(network_set.roles)
    folder = networks / network_set.name
    described = json.loads((folder / "set.json").read_text(encoding="utf-8"))
    assert described["vectorSpace"] == network_set.vector_space
    assert described["vectorSize"] == 100
    assert set(described["transformers"]) == set(network_set.transformers)
    for entry in (described["style"], *described["transformers"].values()):
        assert entry["quantization"] == "float16"
        files = list((folder / entry["url"]).parent.iterdir())
        assert entry["bytes"] == sum(file.stat().st_size for file in files)
        assert re.fullmatch("[0-9a-f]{12}", entry["hash"])


def test_a_second_build_needs_no_tensorflow(
    built_site: Path, networks: str, network_set: NetworkSet, tmp_path: Path
) -> None:
    code = (
        "import sys; from builder.cli import main;"
        f"main(['--out', {str(tmp_path / 'site')!r}, '--networks', {networks!r}],"
        " standalone_mode=False);"
        "print('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.count("(cached)") == len(network_set.roles)
    assert "parity" in done.stdout
    assert done.stdout.endswith("False\n")
    for folder in ("networks", "gallery"):
        names = [
            sorted(str(file.relative_to(site)) for file in (site / folder).rglob("*"))
            for site in (built_site, tmp_path / "site")
        ]
        assert names[0] == names[1]
    assert (tmp_path / "site" / "index.html").read_bytes() == (
        built_site / "index.html"
    ).read_bytes()


def test_two_sets_of_one_name_are_refused(network_set: NetworkSet, tmp_path: Path) -> None:
    from builder.errors import ConfigError
    from builder.site.build import build_site
    from builder.site.config import SiteConfig

    twin = tmp_path / "twin"
    twin.mkdir()
    shutil.copy(network_set.folder / "set.json", twin)
    config = SiteConfig(networks=(str(network_set.folder), str(twin)))
    with pytest.raises(ConfigError, match=f'are called "{network_set.name}".*--name'):
        build_site(config, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_strict_refuses_warnings_and_keeps_the_old_site(
    built_site: Path, network_set: NetworkSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.errors import AtelierError
    from builder.site import build
    from builder.site.config import SiteConfig
    from builder.site.output.inventory import write_inventory

    out = tmp_path / "site"
    (out / "assets").mkdir(parents=True)
    write_inventory(out, ())

    def warn(*arguments: object, **options: object) -> None:
        build.log.warning("something is odd")

    monkeypatch.setattr(build, "_fill", warn)
    config = SiteConfig(networks=(str(network_set.folder),))
    with pytest.raises(AtelierError, match="1 warning"):
        build.build_site(config, out, strict=True)
    assert [path.name for path in out.iterdir()] == ["assets"]
