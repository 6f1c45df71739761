from __future__ import annotations

import json
from typing import Any

import pytest

from tests.packages import advisories

_OF_PYTHON = {
    "dependencies": [
        {"name": "jinja2", "version": "3.1.6", "vulns": []},
        {"name": "pillow", "version": "9.0.0", "vulns": [{"id": "PYSEC-2"}, {"id": "PYSEC-3"}]},
    ],
    "fixes": [],
}
_OF_NPM = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "inner": {"range": "<2", "via": [{"url": "https://example.org/GHSA-1"}]},
        "outer": {"range": "1 - 3", "via": ["inner"]},
    },
}


def test_what_pip_audit_finds() -> None:
    assert advisories.of_python(_OF_PYTHON) == ["pillow 9.0.0: PYSEC-2, PYSEC-3"]
    clean = {"dependencies": [{"name": "jinja2", "version": "3.1.6", "vulns": []}]}
    assert advisories.of_python(clean) == []


@pytest.mark.parametrize(
    "said",
    [
        None,
        {"dependencies": []},
        # An index of packages that knows no advisories answers so for all.
        {"dependencies": [{"name": "jinja2", "skip_reason": "Dependency not found on PyPI"}]},
    ],
)
def test_an_index_without_advisories_is_no_answer(said: Any) -> None:
    assert advisories.of_python(said) is None


def test_what_npm_finds() -> None:
    assert advisories.of_npm(_OF_NPM) == [
        "inner <2: https://example.org/GHSA-1",
        "outer 1 - 3: inner",
    ]
    assert advisories.of_npm({"auditReportVersion": 2, "vulnerabilities": {}}) == []
    assert advisories.of_npm({"message": "405 Method Not Allowed", "statusCode": 405}) is None
    assert advisories.of_npm(None) is None


@pytest.mark.parametrize(
    ("python", "npm", "status", "says"),
    [
        ([], [], 0, ""),
        (None, [], advisories.UNREACHABLE, "The advisories of PyPI cannot be reached"),
        ([], None, advisories.UNREACHABLE, "The advisories of npm cannot be reached"),
        (["pillow 9.0.0: PYSEC-2"], None, 1, "pillow 9.0.0: PYSEC-2; take a newer version"),
    ],
)
def test_what_is_said(
    python: list[str] | None,
    npm: list[str] | None,
    status: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = {"PyPI": lambda: python, "npm": lambda: npm}
    monkeypatch.setattr(advisories, "DATABASES", asked)
    assert advisories.main() == status
    told = "".join(capsys.readouterr())
    assert says in told
    assert bool(told) == bool(says)


def test_what_prints_no_json_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert advisories.answer_of(["echo", "no connection"]) is None
    assert advisories.answer_of(["echo", json.dumps(_OF_NPM)]) == _OF_NPM
