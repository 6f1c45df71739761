"""The parts of docs/*.md that are made from the code are up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs import DOCS, FILES, PARTS, parts_of, updated


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_a_page_says_what_the_code_does(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert updated(text) == text, "run make docs"


@pytest.mark.parametrize("name", FILES)
def test_a_made_file_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == FILES[name](), "run make docs"


def test_every_part_stands_in_a_page() -> None:
    pages = [page.read_text(encoding="utf-8") for page in DOCS.glob("*.md")]
    assert {name for text in pages for name in parts_of(text)} == PARTS.keys()


def test_sites_are_looked_at_where_browsers_hold_nothing_back() -> None:
    """At 0.0.0.0, which http.server names by itself, there is neither camera nor offline use."""
    repository = DOCS.parent
    pages = [*DOCS.glob("*.md"), repository / "README.md", repository / "site" / "README.md"]
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    servers = [line for line in lines if "-m http.server" in line]
    assert servers
    assert all("-b 127.0.0.1" in line for line in servers)


def test_only_made_parts_are_written() -> None:
    text = "before\n<!-- made: settings -->\nold\n<!-- end -->\nafter\n"
    after = updated(text)
    assert after.startswith("before\n<!-- made: settings -->\n\n| setting |")
    assert after.endswith("|\n\n<!-- end -->\nafter\n")
    assert updated(after) == after
