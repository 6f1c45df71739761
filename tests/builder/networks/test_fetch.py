from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from builder.errors import FetchError, UsageProblem
from builder.networks import fetch
from builder.networks.fetch import fetch_files
from builder.networks.published import (
    PUBLISHED_SETS,
    PublishedFile,
    PublishedSet,
    preferred_files,
    set_of_files,
)
from builder.paths import models_folder
from tests.builder.networks.mirror import Manners, Mirror


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The weights of the embedded set, as if they were published."""
    names = ("style.weights.h5", "swift.weights.h5")
    return {name: (models_folder() / "compact" / name).read_bytes() for name in names}


@pytest.fixture
def mirror(files: dict[str, bytes]) -> Iterator[Mirror]:
    mirror = Mirror(dict(files))
    yield mirror
    mirror.close()


@pytest.fixture
def published(files: dict[str, bytes], mirror: Mirror) -> PublishedSet:
    style, transformer = (
        PublishedFile(name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in files.items()
    )
    return replace(
        PUBLISHED_SETS[0],
        name="weights",
        address=mirror.address,
        style=style,
        transformer=transformer,
    )


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(fetch, "_PAUSE", 0)
    return tmp_path / "cache"


@pytest.fixture
def begun(empty_cache: Path, files: dict[str, bytes]) -> Path:
    """The first file as an earlier run left it: 1000 bytes of it, of version "v1"."""
    folder = empty_cache / "downloads" / "weights"
    folder.mkdir(parents=True)
    part = folder / "style.weights.h5.part"
    part.write_bytes(files["style.weights.h5"][:1000])
    (folder / f"{part.name}.json").write_text('{"validator": "\\"v1\\""}', encoding="utf-8")
    return part


def check(paths: list[Path], files: dict[str, bytes]) -> None:
    assert [path.read_bytes() for path in paths] == list(files.values())
    assert sorted(path.name for path in paths[0].parent.iterdir()) == sorted(files)


def test_files_are_downloaded_once(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes]
) -> None:
    check(fetch_files(published), files)
    assert mirror.asked == [(None, None)] * 2
    check(fetch_files(published), files)
    assert len(mirror.asked) == 2


def test_a_damaged_file_in_the_cache_is_downloaded_again(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes]
) -> None:
    path = fetch_files(published)[0]
    path.write_bytes(bytes(path.stat().st_size))
    check(fetch_files(published), files)
    assert len(mirror.asked) == 3


@pytest.mark.parametrize("chunked", [False, True])
def test_a_broken_download_goes_on_where_it_broke_off(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], chunked: bool
) -> None:
    mirror.manners = Manners(cuts=[400_000, 300_000], chunked=chunked)
    check(fetch_files(published), files)
    assert [asked for asked, _ in mirror.asked] == [None, "bytes=400000-", "bytes=700000-", None]
    assert mirror.asked[1][1] == '"v1"'


def test_a_download_that_an_earlier_run_began_goes_on(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], begun: Path
) -> None:
    check(fetch_files(published), files)
    assert mirror.asked[0] == ("bytes=1000-", '"v1"')


def test_another_version_is_downloaded_from_its_start(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], begun: Path
) -> None:
    mirror.manners = Manners(tag='"v2"')
    begun.write_bytes(b"other" * 200)
    check(fetch_files(published), files)
    assert len(mirror.asked) == 2


def test_a_weak_tag_is_not_relied_upon(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes]
) -> None:
    mirror.manners = Manners(tag='W/"v1"', cuts=[1000])
    check(fetch_files(published), files)
    assert mirror.asked[1] == ("bytes=1000-", None)


def test_a_wrong_beginning_is_thrown_away(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], begun: Path
) -> None:
    begun.write_bytes(b"other" * 200)
    check(fetch_files(published), files)
    assert [asked for asked, _ in mirror.asked] == ["bytes=1000-", None, None]


def test_a_beginning_longer_than_the_file_is_thrown_away(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], begun: Path
) -> None:
    begun.write_bytes(files["style.weights.h5"] + b"more")
    check(fetch_files(published), files)
    assert mirror.asked == [(None, None)] * 2


def test_a_server_may_have_no_ranges(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], begun: Path
) -> None:
    mirror.manners = Manners(ranges=False)
    check(fetch_files(published), files)


def test_a_server_may_refuse_a_range(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], begun: Path
) -> None:
    mirror.files["style.weights.h5"] = b"short"
    with pytest.raises(FetchError, match=r"not the file that was expected: 5 bytes"):
        fetch_files(published)
    assert [asked for asked, _ in mirror.asked] == ["bytes=1000-", None]
    mirror.files.update(files)
    check(fetch_files(published), files)


def test_another_part_than_was_asked_for_is_not_used(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], begun: Path
) -> None:
    mirror.manners = Manners(shift=7)
    check(fetch_files(published), files)
    assert [asked for asked, _ in mirror.asked] == ["bytes=1000-", None, None]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_server_that_always_breaks_off_is_given_up(
    published: PublishedSet, mirror: Mirror, empty_cache: Path, ranges: bool
) -> None:
    mirror.manners = Manners(cuts=[1000, *[0] * 9] if ranges else [1000] * 10, ranges=ranges)
    with pytest.raises(FetchError, match=r"broke off after 1,000 of .* run the command again"):
        fetch_files(published)
    assert 4 <= len(mirror.asked) <= 5
    assert (empty_cache / "downloads" / "weights" / "style.weights.h5.part").is_file()


def test_wrong_bytes_are_refused_and_not_kept(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], empty_cache: Path
) -> None:
    mirror.manners = Manners(spoilt=True)
    with pytest.raises(FetchError, match=r"style\.weights\.h5 is not the file that was expected"):
        fetch_files(published)
    assert not (empty_cache / "downloads" / "weights").exists()
    mirror.manners = Manners()
    check(fetch_files(published), files)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_longer_file_is_refused(
    published: PublishedSet, mirror: Mirror, files: dict[str, bytes], chunked: bool
) -> None:
    mirror.manners = Manners(chunked=chunked)
    mirror.files["style.weights.h5"] += b"more" * 100_000
    with pytest.raises(FetchError, match="not the file that was expected"):
        fetch_files(published)


def test_refusals_name_the_address(published: PublishedSet, mirror: Mirror) -> None:
    mirror.manners = Manners(status=404)
    with pytest.raises(FetchError, match=r"/files/style\.weights\.h5 answered 404 \(Not Found\)"):
        fetch_files(published)
    assert len(mirror.asked) == 1
    mirror.manners = Manners(status=503)
    with pytest.raises(FetchError, match=r"broke off after 0 .*503"):
        fetch_files(published)
    assert len(mirror.asked) == 5


def test_a_server_that_cannot_be_reached_is_named(published: PublishedSet) -> None:
    with pytest.raises(FetchError, match=r"127\.0\.0\.1:9/.* cannot be reached \(Connection"):
        fetch_files(published, "http://127.0.0.1:9")


def test_other_addresses_are_refused(published: PublishedSet) -> None:
    with pytest.raises(UsageProblem, match="--address must be a web address"):
        fetch_files(published, "/some/folder")


def test_a_cache_that_cannot_be_written_is_named(
    published: PublishedSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "file"))
    with pytest.raises(UsageProblem, match="ATELIER_CACHE"):
        fetch_files(published)


def test_known_files_are_told_by_their_contents(shared: Path) -> None:
    folder = shared / "networks" / "magenta-mobile"
    published = PUBLISHED_SETS[0]
    paths = sorted(folder.glob("*.tflite"))
    assert len(paths) == 3
    assert set_of_files(paths) is published
    assert set_of_files([*paths, folder.parent / "README.md"]) is None
    assert [path.stat().st_size for path in preferred_files(paths)] == [
        file.size for file in published.files
    ]
    assert preferred_files(paths[:1]) == paths[:1]
