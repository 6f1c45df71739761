"""Launching Chromium so that WASM and WebGL both run without a graphics card."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserType

NO_GRAPHICS_CARD = ("--disable-gpu-compositing",)
"""Pages are put together by the processor, as in browsers that find no graphics card. Headless
Chromium would have a software renderer of WebGL do it, several times as slowly."""

SOFTWARE_WEBGL = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
SOFTWARE_WEBGPU = (
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan,WebGPU",
)
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--no-pings",
    "--no-first-run",
    # Otherwise it asks Google what to fill into any text field it sees; nobody answers there.
    "--autofill-server-url=https://127.0.0.1:9/",
)


def launch(
    chromium: BrowserType,
    program: Path | None,
    *flags: str,
    webgl: bool = True,
) -> Browser:
    """Start a headless Chromium.

    Args:
        chromium: Playwright's browser type.
        program: the Chromium to start; Playwright's own when None.
        flags: further command line flags.
        webgl: draw WebGL in software; without it there is no WebGL at all.
    """
    graphics = SOFTWARE_WEBGL if webgl else ("--disable-gpu", "--disable-software-rasterizer")
    return chromium.launch(
        executable_path=program, args=[*QUIET, *NO_GRAPHICS_CARD, *graphics, *flags], headless=True
    )
