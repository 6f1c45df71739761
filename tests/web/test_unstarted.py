"""A page whose scripts do not start says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Route, expect

from tests.web.studio import Studio

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.web.server import Fault, SiteServer

SOON = 20_000


@pytest.mark.parametrize(
    ("pattern", "fault", "words"),
    [
        ("assets/studio-*.js", "missing", "is missing (studio-"),
        ("assets/studio-*.js", "truncated", "damaged (studio-"),
        ("assets/chunk-*.js", "missing", "is missing (chunk-"),
    ],
)
def test_a_script_that_is_not_as_it_should_be(
    pattern: str, fault: Fault, words: str, browser: Browser, server: SiteServer
) -> None:
    context = browser.new_context()
    page = context.new_page()
    with server.broken(pattern, fault):
        page.goto(server.origin)
        notice = page.locator("#unstarted")
        expect(notice).to_be_visible(timeout=SOON)
        expect(notice).to_contain_text(words)
        expect(notice.locator("p:visible")).to_have_count(1)
    context.close()


def test_scripts_sent_as_text(browser: Browser, server: SiteServer) -> None:
    def as_text(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-type": "text/plain"})

    context = browser.new_context()
    page = context.new_page()
    page.route("**/*.js", as_text)
    page.goto(server.origin)
    expect(page.locator("#unstarted")).to_be_visible(timeout=SOON)
    expect(page.locator("#unstarted p:visible")).to_contain_text("text/javascript")
    context.close()


def test_opened_from_a_folder(browser: Browser, built_site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((built_site / "de/index.html").as_uri())
    expect(page.locator("#unstarted")).to_be_visible(timeout=SOON)
    expect(page.locator("#unstarted p:visible")).to_contain_text("Ordner")
    context.close()


def test_where_no_script_runs_at_all(browser: Browser, server: SiteServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.origin)
    notice = page.locator("#unstarted")
    expect(notice).to_be_hidden()
    # What the style sheet says after a minute.
    expect(notice).to_have_css("animation-name", "unstarted")
    expect(notice).to_have_css("animation-delay", "60s")
    context.close()


def test_a_page_that_starts_says_nothing(studio: Studio, server: SiteServer) -> None:
    studio.open(server.origin)
    expect(studio.page.locator("#unstarted")).to_have_count(0)


def test_a_page_that_started_is_not_looked_into(studio: Studio, server: SiteServer) -> None:
    studio.page.clock.install()
    studio.open(server.origin)
    expect(studio.page.locator("#unstarted")).to_have_count(0)
    studio.paint()
    server.forget()
    studio.page.clock.fast_forward(60_000)
    studio.page.wait_for_timeout(1000)
    assert not server.visited("assets/studio-*.js")
