"""The table of the last full run, in the documentation."""

from __future__ import annotations

from pathlib import Path

from builder.errors import AtelierError

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"

_BEGIN, _END = "<!-- bench: begin -->", "<!-- bench: end -->"


def put_into_document(file: Path, table: str) -> None:
    """Replace what is between the two marks in `file`; headings go one level down.

    Raises:
        AtelierError: the marks are missing.
    """
    page = file.read_text(encoding="utf-8")
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise AtelierError(f"{file} lacks the marks {_BEGIN} and {_END}: restore them.")
    lines = ["#" + line if line.startswith("#") else line for line in table.splitlines()]
    file.write_text("\n\n".join([before + begin, "\n".join(lines), end + after]), encoding="utf-8")
