from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest

from builder import extras
from builder.errors import UsageProblem


class Distribution:
    def __init__(self, origin: dict[str, Any] | None) -> None:
        self.origin = origin

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return None if self.origin is None else json.dumps(self.origin)


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (None, 'pip install "atelier-studio[train]"'),
        (
            {"url": "https://example.org/a.whl", "archive_info": {}},
            'pip install "atelier-studio[train] @ https://example.org/a.whl"',
        ),
        (
            {
                "url": "https://example.org/atelier",
                "vcs_info": {"vcs": "git", "commit_id": "1234567", "requested_revision": "main"},
            },
            'pip install "atelier-studio[train] @ git+https://example.org/atelier@1234567"',
        ),
        (
            {"url": "file:///home/me/a%20b", "dir_info": {"editable": True}},
            'pip install --editable "/home/me/a b[train]"',
        ),
    ],
)
def test_the_command_installs_from_where_the_builder_came(
    origin: dict[str, Any] | None, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "distribution", lambda _: Distribution(origin))
    assert extras.install_command("train") == command


def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Distribution:
        raise PackageNotFoundError

    monkeypatch.setattr(extras, "distribution", missing)
    extras.require("train", "json", "click", problem="Nothing can be read")
    with pytest.raises(UsageProblem, match=r"^Nothing .*: pip install \S+\[train\]\"$"):
        extras.require("train", "json", "no_such_module", problem="Nothing can be read")
