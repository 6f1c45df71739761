"""A small client of WebDriver, the protocol in which WebKitGTK takes orders.

https://www.w3.org/TR/webdriver2/
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_MINI_BROWSER = (
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.0/MiniBrowser",
)


def find_webkit() -> tuple[str, str] | None:
    """The driver and the browser of WebKitGTK, where both are installed."""
    driver = shutil.which("WebKitWebDriver")
    browser = next((path for path in _MINI_BROWSER if Path(path).is_file()), None)
    return (driver, browser) if driver and browser else None


class WebKit:
    """A WebKitGTK MiniBrowser on a display of its own."""

    def __init__(self, driver: str, browser: str, display: str, *, timeout: float = 180) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._timeout = timeout
        self._base = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [driver, f"--port={port}", "--host=127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "DISPLAY": display},
        )
        self._wait_until_ready()
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        session = self._send("POST", "/session", {"capabilities": wanted})
        self._base += f"/session/{session['sessionId']}"
        milliseconds = int(timeout * 1000)
        limits = {"script": milliseconds, "pageLoad": milliseconds}
        self._send("POST", "/timeouts", limits)

    def open(self, url: str) -> None:
        self._send("POST", "/url", {"url": url})

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of the page, which may be a promise; JSON values only."""
        script = (
            "const answer = arguments[arguments.length - 1];"
            f"Promise.resolve({expression}).then("
            "(value) => answer({ value }), (error) => answer({ error: String(error) }));"
        )
        answer = self._send("POST", "/execute/async", {"script": script, "args": []})
        assert "error" not in answer, answer
        return answer.get("value")

    def set_files(self, selector: str, *files: Path) -> None:
        """Choose files for an input."""
        names = "\n".join(map(str, files))
        found = self._send("POST", "/element", {"using": "css selector", "value": selector})
        self._send("POST", f"/element/{found[_ELEMENT]}/value", {"text": names})

    def close(self) -> None:
        with contextlib.suppress(AssertionError, OSError):
            self._send("DELETE", "", None)
        self._process.terminate()
        self._process.wait()

    def _send(self, method: str, path: str, content: Any) -> Any:
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self._base + path, data, method=method)
        # No proxy of the environment stands between this machine and itself.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=self._timeout + 10) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def _wait_until_ready(self) -> None:
        for _ in range(100):
            try:
                self._send("GET", "/status", None)
            except (AssertionError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("WebKitWebDriver does not answer.")
