from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import cache as module
from builder.cache import cached_folder, code_digest, content_key, copy_cached, reachable_code
from builder.errors import UsageProblem
from builder.gallery import previews
from tests.imports import python_imports

PACKAGE = Path(__file__).parents[2] / "builder"

STEPS = {
    "previews and style vectors": ("builder.gallery.previews",),
    "renditions": ("builder.gallery.renditions",),
    "icons": ("builder.site.icons",),
    "converted networks": ("builder.convert.convert_set", "builder.networks.trained"),
    "imports": ("builder.networks.importing",),
    "a style's picture": ("builder.gallery.art.styles.waves",),
    "bundles": ("builder.bundle.bundle_code",),
}
"""The modules whose code the keys of cached steps hold."""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def fill(folder: Path) -> None:
    (folder / "weights.bin").write_bytes(b"weights")
    (folder / "note.json").write_text("{}", encoding="utf-8")


def refuse(folder: Path) -> None:
    pytest.fail(f"{folder} is made again")


def test_what_was_made_is_found_again(cache: Path) -> None:
    folder, found = cached_folder("kind", "key", fill)
    assert not found
    assert cached_folder("kind", "key", refuse) == (folder, True)


@pytest.mark.parametrize("damage", [lambda f: f.write_bytes(b"Weights"), lambda f: f.unlink()])
def test_a_damaged_entry_is_made_again(cache: Path, damage: Callable[[Path], object]) -> None:
    folder, _ = cached_folder("kind", "key", fill)
    damage(folder / "weights.bin")
    assert cached_folder("kind", "key", fill) == (folder, False)
    assert (folder / "weights.bin").read_bytes() == b"weights"


def test_what_a_package_brings_is_taken_and_never_written(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = cached_folder("kind", "key", fill)
    shipped = shutil.copytree(made, tmp_path / "shipped" / "kind" / "key")
    shutil.rmtree(cache)
    monkeypatch.setattr(module, "shipped_cache_folder", lambda: tmp_path / "shipped")
    assert cached_folder("kind", "key", refuse) == (shipped, True)
    assert not cache.exists()
    (shipped / "weights.bin").write_bytes(b"damaged")
    assert cached_folder("kind", "key", fill) == (made, False)
    assert (shipped / "weights.bin").read_bytes() == b"damaged"


def test_a_failure_leaves_nothing(cache: Path) -> None:
    def fail(folder: Path) -> None:
        fill(folder)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        cached_folder("kind", "key", fail)
    assert list((cache / "kind").iterdir()) == []


def test_only_what_is_asked_for_is_copied(cache: Path, tmp_path: Path) -> None:
    folder, _ = cached_folder("kind", "key", fill)
    copy_cached(folder, tmp_path / "out", lambda name: name.endswith(".bin"))
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["weights.bin"]


def test_a_cache_that_cannot_be_written_is_named(cache: Path) -> None:
    cache.touch()
    with pytest.raises(UsageProblem, match="ATELIER_CACHE"):
        cached_folder("kind", "key", fill)


def test_a_key_depends_on_values_and_not_on_their_order() -> None:
    assert content_key({"a": 1, "b": 2}) == content_key({"b": 2, "a": 1})
    assert content_key({"a": 1, "b": 2}) != content_key({"a": 1, "b": 3})


def test_folders_inside_are_kept_and_checked_too(cache: Path) -> None:
    def nest(folder: Path) -> None:
        (folder / "inner").mkdir()
        fill(folder / "inner")

    folder, _ = cached_folder("kind", "key", nest)
    assert cached_folder("kind", "key", refuse) == (folder, True)
    (folder / "inner" / "weights.bin").write_bytes(b"Weights")
    assert cached_folder("kind", "key", nest) == (folder, False)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str], set[str]]:
    """The steps that are made again when a file of the builder changes."""

    def changed(name: str) -> set[str]:
        copy = tmp_path / "builder"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        return {
            step
            for step, modules in STEPS.items()
            if code_digest(*modules, package=copy) != code_digest(*modules)
        }

    return changed


@pytest.mark.parametrize(
    ("file", "steps"),
    [
        ("networks/architecture/layers.py", {"converted networks", "imports"}),
        ("painting/engine.py", {"previews and style vectors"}),
        ("painting/stylize.py", set()),
        ("painting/pictures.py", {"previews and style vectors", "renditions", "icons"}),
        ("graph_model/fuse.py", {"converted networks", "imports"}),
        ("convert/parity.py", {"converted networks"}),
        ("gallery/art/canvas.py", {"a style's picture"}),
        ("gallery/art/styles/batik.py", set()),
        ("bundle/node.py", {"bundles", "previews and style vectors"}),
        ("cli.py", set()),
        ("site/config.py", set()),
        ("distill/training.py", set()),
    ],
)
def test_what_a_change_of_code_makes_anew(
    changed: Callable[[str], set[str]], file: str, steps: set[str]
) -> None:
    assert changed(file) == steps


def test_no_import_is_overlooked(tmp_path: Path) -> None:
    """The quick reader of imports finds those that a parser finds in whole files."""
    copy = tmp_path / "builder"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.j2", "*.md"))
    for file in copy.rglob("*.py"):
        # The parser does not tell imports for type checkers from others.
        text = file.read_text("utf-8").replace("if TYPE_CHECKING:", "if True:")
        file.write_text(text, "utf-8")
    graph = python_imports(copy)
    for name in graph:
        expected: set[str] = set()
        wanted = [name]
        while wanted:
            if (other := wanted.pop()) not in expected:
                expected.add(other)
                wanted += graph[other]
        found = reachable_code([_module(name)], copy)
        assert set(found) == {_module(other) for other in expected}


def _module(file: str) -> str:
    return f"builder.{file.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


def test_the_digest_of_all_code_is_quick() -> None:
    modules = [_module(name) for name in python_imports(PACKAGE)]
    started = time.process_time()
    code_digest(*modules, package=PACKAGE / ".." / "builder")
    assert time.process_time() - started < 0.2


def test_what_the_engine_says_and_paints_depends_on_engine_and_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []

    def cached(kind: str, key: str, make: object) -> tuple[Path, bool]:
        keys.append(key)
        (tmp_path / "vector.json").write_text("[]", encoding="utf-8")
        return tmp_path, True

    monkeypatch.setattr(previews, "cached_folder", cached)
    (tmp_path / "set").mkdir()
    for engine, described in (("one", "1"), ("other", "1"), ("one", "2")):
        monkeypatch.setattr(previews, "engine_digest", lambda engine=engine: engine)
        (tmp_path / "set" / "set.json").write_text(described, encoding="utf-8")
        with previews.Painter(tmp_path, "set") as painter:
            painter.vector(Path(__file__))
            painter.preview(Path(__file__), [0.0])
            painter.card(Path(__file__), [[0.0]])
    assert len(set(keys)) == len(keys) == 9
