from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.errors import UsageProblem
from builder.site.config import DEFAULT_FILE, SiteConfig, load_config
from builder.site.i18n import load_texts
from builder.site.scaffold import SCHEMA, WORKFLOW, write_settings, write_workflow
from tests.docs import DOCS


def test_the_written_settings_are_the_defaults(tmp_path: Path) -> None:
    assert load_config(write_settings(tmp_path)) == SiteConfig()


def test_nothing_is_written_over_without_force(tmp_path: Path) -> None:
    file = write_settings(tmp_path)
    file.write_text('title = "Mine"', encoding="utf-8")
    with pytest.raises(UsageProblem, match="--force"):
        write_settings(tmp_path)
    assert file.read_text(encoding="utf-8") == 'title = "Mine"'
    write_settings(tmp_path, force=True)
    assert load_config(file) == SiteConfig()


def test_the_workflow_builds_with_the_address_that_pages_gives(tmp_path: Path) -> None:
    text = write_workflow(tmp_path, "git+https://example.org/a.git").read_text(encoding="utf-8")
    assert 'run: python -m pip install "git+https://example.org/a.git"' in text
    assert 'run: build-site --base-url "${{ steps.pages.outputs.base_url }}"' in text
    assert "@" not in re.sub(r"uses: [\w/-]+@v\d+\n", "", text)
    with pytest.raises(UsageProblem, match=str(WORKFLOW)):
        write_workflow(tmp_path)


def test_a_newer_workflow_leaves_the_settings_as_they_are(tmp_path: Path) -> None:
    (tmp_path / DEFAULT_FILE).write_text('title = "Mine"', encoding="utf-8")
    for _ in range(2):
        done = CliRunner().invoke(main, ["init", str(tmp_path), "--github-pages", "--force"])
        assert done.exit_code == 0, done.output
        assert "It installs atelier-studio with pip" in done.output
    assert (tmp_path / DEFAULT_FILE).read_text(encoding="utf-8") == 'title = "Mine"'
    assert (tmp_path / WORKFLOW).is_file()


def test_a_language_to_translate_has_all_texts_and_builds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    done = CliRunner().invoke(main, ["init", str(tmp_path), "--language", "fr"])
    assert done.exit_code == 0, done.output
    file = tmp_path / DEFAULT_FILE
    assert file.is_file()
    text = '[texts.fr]\nfile = "fr.toml"\n'
    assert text.replace("\n", "\n# ").rstrip("# ") in (tmp_path / "fr.toml").read_text("utf-8")
    file.write_text(text, encoding="utf-8")
    languages = load_config(file).language_texts
    assert list(languages) == ["en", "de", "fr"]
    english, _, french = load_texts(languages)
    assert french.name == "français"
    assert french.by_key.keys() == english.by_key.keys()
    assert not caplog.records
    refused = CliRunner().invoke(main, ["init", str(tmp_path), "--language", "fr"])
    assert "fr.toml is there already" in refused.output
    assert file.read_text(encoding="utf-8") == text
    unknown = CliRunner().invoke(main, ["init", str(tmp_path), "--language", "xx"])
    assert 'no known language with "xx"' in unknown.output


def test_the_settings_name_the_schema_beside_them(tmp_path: Path) -> None:
    first = write_settings(tmp_path).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"#:schema ./{SCHEMA}"
    schema = (tmp_path / SCHEMA).read_text(encoding="utf-8")
    assert schema == (DOCS / "site.schema.json").read_text(encoding="utf-8")


def test_a_schema_of_an_older_version_is_replaced_even_if_the_settings_stay(tmp_path: Path) -> None:
    write_settings(tmp_path)
    (tmp_path / SCHEMA).write_text("{}", encoding="utf-8")
    with pytest.raises(UsageProblem, match="--force"):
        write_settings(tmp_path)
    assert (tmp_path / SCHEMA).read_text(encoding="utf-8") != "{}"


def test_in_a_copy_of_atelier_the_workflow_builds_with_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "atelier-studio"', encoding="utf-8")
    text = write_workflow(tmp_path).read_text(encoding="utf-8")
    assert "run: make .venv/.installed" in text
    assert "pip install" not in text


def test_a_copy_of_atelier_has_the_schema_already(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "atelier-studio"', encoding="utf-8")
    text = write_settings(tmp_path).read_text(encoding="utf-8")
    assert text.startswith("#:schema ./docs/site.schema.json\n")
    assert not (tmp_path / SCHEMA).exists()
