"""The code keeps to the order of folders that docs/architecture.md gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports import (
    ROOT,
    SOURCES,
    Graph,
    Order,
    circles,
    order_of,
    python_imports,
    typescript_imports,
)

MOST_LINES = 400
MOST_FILES = 16
RULE = "docs/architecture.md: imports run down the list of folders only"


@pytest.fixture(scope="module", params=SOURCES)
def source(request: pytest.FixtureRequest) -> tuple[str, Graph]:
    return request.param, SOURCES[request.param](ROOT / request.param)


def test_imports_run_down(source: tuple[str, Graph]) -> None:
    name, graph = source
    order = order_of(name)
    assert not order.missing(ROOT / name)
    assert not order.upward(graph), RULE


def test_no_files_import_each_other(source: tuple[str, Graph]) -> None:
    _, graph = source
    assert not circles(graph), "types that both need belong into a file below both"


def test_files_can_be_read_in_one_go(source: tuple[str, Graph]) -> None:
    name, graph = source
    lines = {file: (ROOT / name / file).read_text("utf-8").count("\n") for file in graph}
    assert not {file: count for file, count in lines.items() if count > MOST_LINES}


def test_folders_can_be_taken_in_at_a_glance(source: tuple[str, Graph]) -> None:
    _, graph = source
    files: dict[str, list[str]] = {}
    for file in graph:
        if not file.endswith("__init__.py"):
            files.setdefault(str(Path(file).parent), []).append(file)
    crowded = {folder: len(found) for folder, found in files.items() if len(found) > MOST_FILES}
    assert not crowded, f"at most {MOST_FILES} files a folder"


def test_unit_tests_lie_as_their_sources_do() -> None:
    tests, sources = ROOT / "tests" / "unit", ROOT / "web_template" / "src"
    names = [str(file.relative_to(tests)) for file in tests.rglob("*.test.ts")]
    assert names
    assert not [name for name in names if not (sources / name.replace(".test.ts", ".ts")).is_file()]


def test_a_violation_is_found() -> None:
    order = Order([["page"], ["engine", "shared/kept.ts"], ["shared"]])
    graph = {
        "page/a.ts": frozenset({"engine/b.ts"}),
        "engine/b.ts": frozenset({"shared/c.ts", "shared/kept.ts"}),
        "shared/c.ts": frozenset({"page/a.ts"}),
        "shared/kept.ts": frozenset[str](),
    }
    assert order.upward(graph) == [
        "engine/b.ts imports shared/kept.ts, but shared/kept.ts does not lie below engine",
        "shared/c.ts imports page/a.ts, but page does not lie below shared",
    ]
    assert circles(graph) == [["engine/b.ts", "page/a.ts", "shared/c.ts"]]
    with pytest.raises(AssertionError, match="lies in no folder"):
        order.place("elsewhere.ts")


def test_folders_can_be_listed_together() -> None:
    order = Order([["page"], ["tools/*"], ["tools"]])
    graph = {
        "page/a.ts": frozenset({"tools/one/a.ts"}),
        "tools/one/a.ts": frozenset({"tools/one/deep/b.ts", "tools/two/a.ts", "tools/c.ts"}),
    }
    assert order.upward(graph) == [
        "tools/one/a.ts imports tools/two/a.ts, but tools/two does not lie below tools/one",
    ]


def test_imports_are_found_however_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.ts").write_text(
        'import type { B } from "./b";\nconst c = () => import("./c");\n// import "./d";\n'
        'export * from "./d.e";\nimport "outside";\n'
    )
    for name in ("b/index.ts", "c.ts", "d.e.ts"):
        (tmp_path / name).write_text("")
    assert typescript_imports(tmp_path)["a.ts"] == {"b/index.ts", "c.ts", "d.e.ts"}
    (tmp_path / "a.py").write_text(
        f"import json\nfrom {tmp_path.name} import c\nfrom {tmp_path.name}.b.d import name\n"
        f"def later():\n    import {tmp_path.name}.b\n"
    )
    for name in ("b/__init__.py", "b/d.py", "c.py"):
        (tmp_path / name).write_text("")
    assert python_imports(tmp_path)["a.py"] == {"b/__init__.py", "b/d.py", "c.py"}
