from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest

from builder.site.pages import PAGES, places
from builder.site.policy import HEADERS, NAME, Policy, write_policies

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!doctype html>
<html><head>
  <meta charset="utf-8">
{head}</head><body>{body}</body></html>
"""


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(head: str = "", body: str = "") -> dict[str, list[str]]:
    made = Policy()
    made.take(PAGE.format(head=head, body=body))
    return directives(str(made))


def directives(text: str) -> dict[str, list[str]]:
    parts = [directive.split() for directive in text.split("; ")]
    return {name: sources for name, *sources in parts}


def test_nothing_is_allowed_that_is_not_needed() -> None:
    found = policy()
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert found["style-src"] == ["'self'"]
    assert found["connect-src"] == ["'self'", "https:"]
    assert found["base-uri"] == found["form-action"] == ["'none'"]
    assert found["require-trusted-types-for"] == ["'script'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & {
        one for all_ in found.values() for one in all_
    }


@pytest.mark.parametrize(
    ("part", "directive", "source"),
    [
        ("<script>run()</script>", "script-src", digest("run()")),
        ("<script type=module>run()\r\n</script>", "script-src", digest("run()\n")),
        ('<script type="importmap">{}</script>', "script-src", digest("{}")),
        ("<style>a { top: 0 }\n</style>", "style-src", digest("a { top: 0 }\n")),
        ('<p style="color: &quot;x">', "style-src", digest('color: "x')),
        ('<p onclick="go()">', "script-src", digest("go()")),
        (
            '<script src="https://count.example/a.js"></script>',
            "script-src",
            "https://count.example",
        ),
        ('<script src="//count.example/a.js"></script>', "script-src", "https://count.example"),
        (
            '<link rel="stylesheet" href="https://a.example/b.css">',
            "style-src",
            "https://a.example",
        ),
        ('<img src="https://a.example:8443/b.gif">', "img-src", "https://a.example:8443"),
        ('<iframe src="https://a.example/"></iframe>', "frame-src", "https://a.example"),
    ],
)
def test_what_a_page_has_in_itself_is_allowed(part: str, directive: str, source: str) -> None:
    assert source in policy(part)[directive]
    assert source in policy(body=part)[directive]


def test_attributes_are_hashed_as_attributes() -> None:
    assert "'unsafe-hashes'" in policy(body='<p style="top: 0">')["style-src"]
    assert "'unsafe-hashes'" not in policy("<style>a{}</style>")["style-src"]


@pytest.mark.parametrize("kind", ["application/json", "application/ld+json", "text/html"])
def test_data_needs_no_permission(kind: str) -> None:
    assert policy(body=f'<script type="{kind}">alert(1)</script>') == policy()


def test_scripts_of_other_sites_know_no_trusted_types() -> None:
    assert "require-trusted-types-for" not in policy(
        '<script src="https://a.example/b.js"></script>'
    )
    assert "require-trusted-types-for" in policy('<script src="assets/b.js"></script>')


def test_pages_and_headers(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(head="<style>a{}</style>", body=""))
    (tmp_path / "b.html").write_text(PAGE.format(head="<style>b{}</style>", body=""))
    own = f'<meta http-equiv="{NAME}" content="default-src *">'
    (tmp_path / "c.html").write_text(PAGE.format(head=own, body=""))
    write_policies(tmp_path, ["a.html", "b.html", "c.html"])
    first, second, third = (
        (tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in "abc"
    )
    assert digest("a{}") in first
    assert digest("b{}") not in first
    assert first.index("charset") < first.index(NAME) < first.index("<style>")
    assert digest("b{}") in second
    assert third.count(NAME) == 1, "a page of one's own may have its own"
    lines = (tmp_path / HEADERS).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "/*"
    assert lines[1].startswith(f"  {NAME}: ")
    for hashed in (digest("a{}"), digest("b{}")):
        assert hashed in lines[1]
    assert "  X-Content-Type-Options: nosniff" in lines


def test_headers_of_ones_own_stay(tmp_path: Path) -> None:
    (tmp_path / HEADERS).write_text("/mine\n", encoding="utf-8")
    write_policies(tmp_path, [])
    assert (tmp_path / HEADERS).read_text(encoding="utf-8") == "/mine\n"


def test_built_pages_are_strict(built_site: Path) -> None:
    """Of what has to be in the page itself, nothing is an attribute, and no line is too long."""
    for place in places(PAGES, ["en", "de"]):
        text = (built_site / place.path).read_text(encoding="utf-8")
        found = directives(text.partition(f'"{NAME}" content="')[2].partition('"')[0])
        assert found["default-src"] == ["'none'"]
        assert "'unsafe-hashes'" not in found["style-src"] + found["script-src"]
        assert not [source for source in found["script-src"] if "unsafe-inline" in source]
    longest = max(map(len, (built_site / HEADERS).read_text(encoding="utf-8").splitlines()))
    assert longest < 2000, "Cloudflare takes no longer ones"
