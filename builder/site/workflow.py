"""Writes the GitHub Actions workflow that builds a site and publishes it on GitHub Pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.errors import UsageProblem
from builder.networks.published import published_set
from builder.site.config import DEFAULT_FILE, load_config

FILE = Path(".github/workflows/pages.yml")

_TEMPLATE = Path(__file__).with_name("pages_workflow.yml")
_MAIN = "main"
_HEAD = "ref: refs/heads/"
_GIT_FOLDER = "gitdir: "
_STEP = "      - run: {}"


@dataclass(frozen=True)
class Workflow:
    """A workflow.

    Attributes:
        text: what goes into its file.
        branch: what is pushed there is published.
    """

    text: str
    branch: str


def pages_workflow(folder: Path, requirement: str | None) -> Workflow:
    """The workflow for the site of a folder.

    Args:
        folder: the repository's.
        requirement: what pip installs; None where the repository is Atelier's own and is built
            with itself.

    Raises:
        UsageProblem: the requirement cannot stand in a workflow.
    """
    branch = _branch(folder)
    steps = "\n".join(_steps(folder, requirement))
    text = _TEMPLATE.read_text(encoding="utf-8")
    return Workflow(text.replace("@BRANCH@", json.dumps(branch)).replace("@STEPS@", steps), branch)


def _steps(folder: Path, requirement: str | None) -> Iterator[str]:
    if requirement is None:
        yield _STEP.format("make .venv/.installed")
        program = ".venv/bin/build-site"
    else:
        yield _STEP.format('python -m pip install "$ATELIER"')
        yield "        env:"
        yield f"          ATELIER: {_quoted(requirement)}"
        program = "build-site"
    for name in _published(folder):
        yield _STEP.format(f"{program} networks fetch {name}")
    yield _STEP.format(f'{program} --base-url "$BASE_URL"')
    yield "        env:"
    yield "          BASE_URL: ${{ steps.pages.outputs.base_url }}"
    yield _STEP.format(f"{program} check site")


def _quoted(requirement: str) -> str:
    """A requirement as YAML has it, where neither the shell nor GitHub reads more into it."""
    if not requirement.strip() or requirement.startswith("-") or not requirement.isprintable():
        raise UsageProblem(f"--install cannot be {requirement!r}; give what pip installs.")
    if "${{" in requirement:
        raise UsageProblem("--install cannot have ${{ in it, which GitHub would fill in.")
    return json.dumps(requirement)


def _published(folder: Path) -> list[str]:
    """The published network sets that the settings name: the workflow has to fetch them."""
    file = folder / DEFAULT_FILE
    if not file.is_file():
        return []
    return [name for name in load_config(file).networks if published_set(name)]


def _branch(folder: Path) -> str:
    """The branch that is checked out in the repository of a folder; "main" where none is."""
    for parent in (folder.absolute(), *folder.absolute().parents):
        head = _git_folder(parent) / "HEAD"
        if head.is_file():
            said = head.read_text(encoding="utf-8", errors="replace").strip()
            return said.removeprefix(_HEAD) if said.startswith(_HEAD) else _MAIN
    return _MAIN


def _git_folder(folder: Path) -> Path:
    """Where the repository of a folder is, if it has one: worktrees name it in a file."""
    found = folder / ".git"
    if found.is_file():
        said = found.read_text(encoding="utf-8", errors="replace").strip()
        return folder / said.removeprefix(_GIT_FOLDER)
    return found
