from __future__ import annotations

import pytest

from builder import bundle as module
from builder.bundle import bundle


@pytest.fixture
def own(tmp_path):
    """A folder of a site's own that changes one style sheet, adds to another, and has a file."""
    folder = tmp_path / "own"
    (folder / "styles").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "static" / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "styles" / "help.css").write_text(".own-help { top: 1px }", encoding="utf-8")
    text = '@import "atelier/base.css"; .own-base { top: 2px }'
    (folder / "styles" / "base.css").write_text(text, encoding="utf-8")
    return folder


def test_style_sheets_of_the_sites_own_stand_in_for_others(own, tmp_path, monkeypatch):
    site = tmp_path / "site"
    entry = bundle(site, own, declarations=False)
    style = (site / entry.style).read_text(encoding="utf-8")
    assert ".own-help" in style
    assert ".own-base" in style
    assert "--paper:" in style, "the original that the own one imports"
    assert ".help " not in style.replace(".own-help", "")
    assert (site / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert not (site / "stylizer.d.ts").exists()
    for url in (entry.script, *entry.preload, *entry.worker, *entry.shell):
        assert (site / url).is_file()

    def refuse(*arguments: object, **options: object) -> str:
        raise AssertionError("nothing changed, so nothing is bundled")

    monkeypatch.setattr(module, "run_script", refuse)
    assert bundle(tmp_path / "again", own, declarations=False) == entry
    (own / "styles" / "help.css").write_text(".changed { top: 1px }", encoding="utf-8")
    with pytest.raises(AssertionError, match="nothing is bundled"):
        bundle(tmp_path / "third", own, declarations=False)
