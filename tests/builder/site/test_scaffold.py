from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.errors import UsageProblem
from builder.site.config import DEFAULT_FILE, SiteConfig, load_config
from builder.site.i18n import load_texts
from builder.site.scaffold import SCHEMA, write_settings, write_workflow
from builder.site.workflow import FILE as WORKFLOW
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


SOURCE = "git+https://example.org/a.git"


def written(folder: Path, requirement: str | None = SOURCE) -> str:
    write_workflow(folder, requirement)
    return (folder / WORKFLOW).read_text(encoding="utf-8")


def test_the_workflow_builds_with_the_address_that_pages_gives(tmp_path: Path) -> None:
    text = written(tmp_path)
    assert (
        f'run: python -m pip install "$ATELIER"\n        env:\n          ATELIER: "{SOURCE}"'
        in text
    )
    assert 'run: build-site --base-url "$BASE_URL"' in text
    assert "BASE_URL: ${{ steps.pages.outputs.base_url }}" in text
    assert not re.search("@[A-Z]+@", text)
    with pytest.raises(UsageProblem, match=str(WORKFLOW)):
        write_workflow(tmp_path, SOURCE)


def test_the_workflow_gives_each_job_what_it_needs(tmp_path: Path) -> None:
    text = written(tmp_path)
    build, deploy = text.split("\n  deploy:\n")
    assert "\npermissions: {}\n" in build
    assert "write" not in build.partition("jobs:")[2]
    assert "run:" not in deploy
    assert "persist-credentials: false" in build
    assert "cancel-in-progress: false" in build
    assert text.count("timeout-minutes:") == 2
    used = re.findall(r"uses: (\S+) # v[\d.]+\n", text)
    assert len(used) == text.count("uses:") == 6
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", one) for one in used)


def test_the_workflow_is_for_the_branch_that_is_checked_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/trunk/a\n")
    (tmp_path / "site").mkdir()
    assert 'branches: ["trunk/a"]' in written(tmp_path / "site")


def test_a_worktree_has_a_branch_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "main" / ".git" / "worktrees" / "mine").mkdir(parents=True)
    (tmp_path / "main" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    head = tmp_path / "main" / ".git" / "worktrees" / "mine" / "HEAD"
    head.write_text("ref: refs/heads/mine\n")
    (tmp_path / "main" / "mine").mkdir()
    for number, named in enumerate((head.parent, "../.git/worktrees/mine")):
        (tmp_path / "main" / "mine" / ".git").write_text(f"gitdir: {named}\n")
        assert write_workflow(tmp_path / "main" / "mine", SOURCE, force=bool(number))
        text = (tmp_path / "main" / "mine" / WORKFLOW).read_text(encoding="utf-8")
        assert 'branches: ["mine"]' in text


def test_the_workflow_fetches_published_networks(tmp_path: Path) -> None:
    (tmp_path / DEFAULT_FILE).write_text('networks = ["compact", "magenta-mobile"]')
    assert "run: build-site networks fetch magenta-mobile" in written(tmp_path)


@pytest.mark.parametrize("requirement", [None, "", "-r evil.txt", "a\nb", "${{ secrets.X }}"])
def test_what_is_installed_is_said_and_nothing_else(
    tmp_path: Path, requirement: str | None
) -> None:
    with pytest.raises(UsageProblem, match="--install"):
        write_workflow(tmp_path, requirement)
    assert '"a\\"; rm -rf / #"' in written(tmp_path, 'a"; rm -rf / #')


def test_a_newer_workflow_leaves_the_settings_as_they_are(tmp_path: Path) -> None:
    (tmp_path / DEFAULT_FILE).write_text('title = "Mine"', encoding="utf-8")
    for _ in range(2):
        command = ["init", str(tmp_path), "--github-pages", "--force", "--install", SOURCE]
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
        assert f"It installs {SOURCE} with pip. It publishes" in done.output
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
    assert text in done.output
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


def test_a_language_that_is_spoken_is_written_in_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["init", str(tmp_path), "--language", "de"])
    assert done.exit_code == 0, done.output
    assert 'add_photo = "Eigenes Foto"' in (tmp_path / "de.toml").read_text(encoding="utf-8")


def test_the_settings_name_the_schema_beside_them(tmp_path: Path) -> None:
    first = write_settings(tmp_path).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"#:schema ./{SCHEMA}"
    schema = (tmp_path / SCHEMA).read_text(encoding="utf-8")
    assert schema == (DOCS / "site.schema.json").read_text(encoding="utf-8")


def test_a_schema_of_an_older_version_is_replaced_even_if_the_settings_stay(tmp_path: Path) -> None:
    write_settings(tmp_path)
    (tmp_path / SCHEMA).write_text("{}", encoding="utf-8")
    says = rf"stays as it is, and \S+{SCHEMA} is renewed; .* lose its settings, give --force"
    with pytest.raises(UsageProblem, match=says):
        write_settings(tmp_path)
    assert (tmp_path / SCHEMA).read_text(encoding="utf-8") != "{}"


def test_in_a_copy_of_atelier_the_workflow_builds_with_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "atelier-studio"', encoding="utf-8")
    text = written(tmp_path, None)
    assert "run: make .venv/.installed" in text
    assert "pip install" not in text


def test_a_copy_of_atelier_has_the_schema_already(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "atelier-studio"', encoding="utf-8")
    text = write_settings(tmp_path).read_text(encoding="utf-8")
    assert text.startswith("#:schema ./docs/site.schema.json\n")
    assert not (tmp_path / SCHEMA).exists()
    with pytest.raises(UsageProblem, match=r"stays as it is; .* give --force"):
        write_settings(tmp_path)
