"""Which file imports which, in both languages, read off the sources."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent

Graph = Mapping[str, frozenset[str]]
"""For every file, by its path from the root of its sources, the files that it imports."""

# Types count, and so does what is imported later.
_SPECIFIER = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)["'](\.[^"']*)["']""")
_COMMENT = re.compile(r"^\s*(?://|/?\*).*$", re.MULTILINE)


def typescript_imports(root: Path) -> Graph:
    """The imports among the TypeScript files below `root`.

    Raises:
        AssertionError: a relative import leads nowhere.
    """
    files = [path for path in root.rglob("*.ts") if not path.name.endswith(".d.ts")]
    return {_name(path, root): frozenset(_typescript(path, root)) for path in files}


def _typescript(path: Path, root: Path) -> Iterator[str]:
    for specifier in _SPECIFIER.findall(_COMMENT.sub("", path.read_text("utf-8"))):
        target = Path(os.path.normpath(path.parent / specifier))
        candidates = (target.with_name(target.name + ".ts"), target / "index.ts")
        found = next((file for file in candidates if file.is_file()), None)
        assert found, f"{_name(path, root)} imports {specifier}, which is no file"
        yield _name(found, root)


def python_imports(root: Path) -> Graph:
    """The imports among the modules of the package whose folder is `root`."""
    files = {_name(path, root): path for path in root.rglob("*.py")}
    return {name: frozenset(_python(path, root)) - {name} for name, path in files.items()}


def _python(path: Path, root: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            package, *parts = module.split(".")
            if package == root.name:
                yield from _module(parts, root)


def _module(parts: list[str], root: Path) -> Iterator[str]:
    """The file that a dotted name leads to: the name itself, or what it is an attribute of."""
    for length in (len(parts), len(parts) - 1):
        file = root.joinpath(*parts[:length])
        for candidate in (file.with_suffix(".py"), file / "__init__.py"):
            if candidate.is_file():
                yield _name(candidate, root)
                return


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def circles(graph: Graph) -> list[list[str]]:
    """The sets of files that import each other, directly or through others (Tarjan 1972)."""
    found: list[list[str]] = []
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []

    def visit(name: str) -> None:
        numbers[name] = lowest[name] = len(numbers)
        stack.append(name)
        for other in graph.get(name, ()):
            if other not in numbers:
                visit(other)
            if other in stack:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == numbers[name]:
            start = stack.index(name)
            circle = sorted(stack[start:])
            del stack[start:]
            if len(circle) > 1:
                found.append(circle)

    for name in graph:
        if name not in numbers:
            visit(name)
    return found


class Order:
    """The folders of a code base in the order in which they may import each other.

    Args:
        lines: the folders and files of each floor, the top one first; FOLDER/* stands for each of
            the folders in one.
    """

    def __init__(self, lines: Iterable[Iterable[str]]) -> None:
        self._floors = {path: floor for floor, paths in enumerate(lines) for path in paths}

    def place(self, file: str) -> str:
        """The listed folder or file that a file belongs to: the deepest one.

        Raises:
            AssertionError: it belongs to none.
        """
        path = Path(file)
        for candidate in (path, *path.parents):
            if self._entry(candidate) in self._floors:
                return candidate.as_posix()
        raise AssertionError(f"{file} lies in no folder that docs/architecture.md lists")

    def _entry(self, path: Path) -> str:
        """The entry of the list that a path is, by its own name or as one of many."""
        own, among = path.as_posix(), f"{path.parent.as_posix()}/*"
        return among if own not in self._floors and not path.suffix else own

    def _floor(self, place: str) -> int:
        return self._floors[self._entry(Path(place))]

    def upward(self, graph: Graph) -> list[str]:
        """The imports that do not run down, each as a sentence."""
        return [
            f"{file} imports {other}, but {there} does not lie below {here}"
            for file, imported in sorted(graph.items())
            for other in sorted(imported)
            for here, there in [(self.place(file), self.place(other))]
            if here != there and self._floor(there) <= self._floor(here)
        ]

    def missing(self, root: Path) -> list[str]:
        """What is listed and not there."""
        return [path for path in self._floors if not any(root.glob(path))]

    @property
    def entries(self) -> list[str]:
        """What is listed, the top first."""
        return list(self._floors)

    def entry(self, file: str) -> str:
        """The entry of the list that a file belongs to."""
        return self._entry(Path(self.place(file)))


SOURCES: Mapping[str, Callable[[Path], Graph]] = {
    "builder": python_imports,
    "web_template/src": typescript_imports,
}
"""The sources whose order docs/architecture.md gives, and what reads their imports."""


def order_of(source: str) -> Order:
    """The order that docs/architecture.md gives: a block after the line that names the folder."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(rf"`{re.escape(source)}`[^`]*```text\n(.*?)```", page, re.DOTALL)
    assert block, f"docs/architecture.md gives no order of {source}"
    return Order(line.split("  ")[0].split() for line in block[1].splitlines())
