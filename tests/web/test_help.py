"""The help page says what is so: the sizes, the networks, the licences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.server import SiteServer
    from tests.web.studio import Studio


def test_first_painting_costs_what_the_page_says(studio: Studio, server: SiteServer) -> None:
    page = studio.page
    page.goto(f"{server.origin}/help.html")
    said = page.locator("#size p").first.inner_text()
    megabytes = float(re.findall(r"([\d.]+) MB", said)[0])
    rows = page.locator("#size tbody tr")
    parts = [
        float(text.removesuffix(" MB")) for text in rows.locator("td:last-child").all_inner_texts()
    ]
    assert len(parts) == 5
    assert sum(parts[:3]) == pytest.approx(megabytes, abs=0.2)

    server.forget()
    studio.open(f"{server.origin}/?backend=wasm")
    studio.choose_quality("Fine")
    page.wait_for_load_state("networkidle")
    studio.paint()
    spent = sum(server.compressed_sizes().values()) / 1e6
    assert megabytes == pytest.approx(spent, rel=0.15)


def test_networks_with_their_licences(page: Page, studio: Studio, server: SiteServer) -> None:
    sets = studio.open(server.origin).samples["networks"]["sets"]
    page.goto(f"{server.origin}/help.html")
    rows = page.locator("#networks tbody tr")
    expect(rows).to_have_count(len(sets))
    for row, one in zip(rows.all(), sets, strict=True):
        for text in (one["title"], one["character"], one["licence"], one["vectorSpace"]):
            expect(row).to_contain_text(text)


def test_licences_of_all_packages(page: Page, server: SiteServer) -> None:
    page.goto(f"{server.origin}/help.html")
    packages = page.locator("#licences .packages li").all_inner_texts()
    assert any(package.startswith("@tensorflow/tfjs-core 4.") for package in packages)
    assert any(package.startswith("workbox-precaching ") for package in packages)
    texts = page.request.get(f"{server.origin}/licences.txt").text()
    for package in packages:
        match = re.fullmatch(r"(\S+) (\S+) \((.+)\)", package)
        assert match, package
        name, version, licence = match.groups()
        assert f"{name} {version}\n{licence}\n" in texts
    assert "Permission is hereby granted, free of charge" in texts


@pytest.mark.parametrize(("address", "language"), [("", "en"), ("de/", "de")])
def test_all_links_lead_somewhere(
    address: str, language: str, page: Page, server: SiteServer
) -> None:
    page.goto(f"{server.origin}/{address}")
    page.locator("a[href*='help.html']").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    links = page.locator("a").evaluate_all("(all) => all.map(({ href }) => href)")
    for link in {link for link in links if link.startswith(server.origin)}:
        url, _, part = link.partition("#")
        assert page.request.get(url).ok, link
        if part and url == page.url.partition("#")[0]:
            assert page.locator(f"#{part}").count() == 1, link
    for link in links:
        assert link.startswith((server.origin, "https://", "http://davidbau.com")), link
