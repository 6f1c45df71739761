from __future__ import annotations

import pytest

from builder.cache import cached_folder, content_key, copy_cached
from builder.errors import UsageProblem


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def fill(folder):
    (folder / "weights.bin").write_bytes(b"weights")
    (folder / "note.json").write_text("{}", encoding="utf-8")


def test_what_was_made_is_found_again(cache):
    folder, found = cached_folder("kind", "key", fill)
    assert not found
    assert cached_folder("kind", "key", pytest.fail) == (folder, True)


@pytest.mark.parametrize("damage", [lambda f: f.write_bytes(b"Weights"), lambda f: f.unlink()])
def test_a_damaged_entry_is_made_again(cache, damage):
    folder, _ = cached_folder("kind", "key", fill)
    damage(folder / "weights.bin")
    assert cached_folder("kind", "key", fill) == (folder, False)
    assert (folder / "weights.bin").read_bytes() == b"weights"


def test_a_failure_leaves_nothing(cache):
    def fail(folder):
        fill(folder)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        cached_folder("kind", "key", fail)
    assert list((cache / "kind").iterdir()) == []


def test_only_what_is_asked_for_is_copied(cache, tmp_path):
    folder, _ = cached_folder("kind", "key", fill)
    copy_cached(folder, tmp_path / "out", lambda name: name.endswith(".bin"))
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["weights.bin"]


def test_a_cache_that_cannot_be_written_is_named(cache):
    cache.touch()
    with pytest.raises(UsageProblem, match="ATELIER_CACHE"):
        cached_folder("kind", "key", fill)


def test_a_key_depends_on_values_and_not_on_their_order():
    assert content_key({"a": 1, "b": 2}) == content_key({"b": 2, "a": 1})
    assert content_key({"a": 1, "b": 2}) != content_key({"a": 1, "b": 3})


def test_folders_inside_are_kept_and_checked_too(cache):
    def nest(folder):
        (folder / "inner").mkdir()
        fill(folder / "inner")

    folder, _ = cached_folder("kind", "key", nest)
    assert cached_folder("kind", "key", pytest.fail) == (folder, True)
    (folder / "inner" / "weights.bin").write_bytes(b"Weights")
    assert cached_folder("kind", "key", nest) == (folder, False)
