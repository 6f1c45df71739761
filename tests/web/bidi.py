"""A small client of WebDriver BiDi, the protocol in which stock Firefox takes orders.

https://www.w3.org/TR/webdriver-bidi/
"""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_LISTENING = re.compile(r"WebDriver BiDi listening on ws://([\d.]+):(\d+)")
_SETTINGS = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


class WebSocket:
    """The client's side of a WebSocket (RFC 6455) for short texts."""

    def __init__(self, host: str, port: int, path: str, timeout: float) -> None:
        self._socket = socket.create_connection((host, port), timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            f"GET {path} HTTP/1.1",
            f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        )
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._stream = self._socket.makefile("rb")
        status = self._stream.readline()
        assert b" 101 " in status, status
        while self._stream.readline().strip():
            pass

    def send(self, text: str, kind: int = _TEXT) -> None:
        self._send(kind, text.encode())

    def receive(self) -> str:
        """The next text."""
        parts = []
        while True:
            first, second = self._stream.read(2)
            kind, length = first & 15, second & 127
            if length > 125:
                size, form = (2, ">H") if length == 126 else (8, ">Q")
                (length,) = struct.unpack(form, self._stream.read(size))
            content = self._stream.read(length)
            if kind == _PING:
                self._send(_PONG, content)
            elif kind == _CLOSE:
                raise ConnectionError("The browser closed the connection.")
            elif kind != _PONG:
                parts.append(content)
                if first & 128:
                    return b"".join(parts).decode()

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _send(self, kind: int, content: bytes) -> None:
        length = len(content)
        if length < 126:
            header = struct.pack(">BB", 128 | kind, 128 | length)
        elif length < 1 << 16:
            header = struct.pack(">BBH", 128 | kind, 128 | 126, length)
        else:
            header = struct.pack(">BBQ", 128 | kind, 128 | 127, length)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(content))
        self._socket.sendall(header + mask + masked)


class Firefox:
    """A headless Firefox with a profile of its own and one window."""

    def __init__(
        self, program: str, settings: Mapping[str, bool] | None = None, *, timeout: float = 180
    ) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="firefox-")
        lines = "".join(
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in {**_SETTINGS, **(settings or {})}.items()
        )
        (Path(self._profile.name) / "user.js").write_text(lines)
        arguments = ["--headless", "--no-remote", "--profile", self._profile.name]
        self._process = subprocess.Popen(
            [program, *arguments, "--remote-debugging-port=0", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "MOZ_HEADLESS": "1"},
        )
        host, port = self._address()
        self._channel = WebSocket(host, port, "/session", timeout)
        self._last_id = 0
        self.order("session.new", capabilities={})
        tree = self.order("browsingContext.getTree")
        self._window = tree["contexts"][0]["context"]

    def _address(self) -> tuple[str, int]:
        assert self._process.stderr
        for line in self._process.stderr:
            if found := _LISTENING.search(line):
                return found[1], int(found[2])
        raise RuntimeError("Firefox ended before it listened.")

    def order(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give an order and wait for its result."""
        self._last_id += 1
        order = {"id": self._last_id, "method": method, "params": parameters}
        self._channel.send(json.dumps(order))
        while True:
            answer = json.loads(self._channel.receive())
            if answer.get("id") == self._last_id:
                assert answer["type"] == "success", answer
                return answer["result"]

    def open(self, url: str) -> None:
        self.order("browsingContext.navigate", context=self._window, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of the page, which may be a promise; JSON values only."""
        result = self.order(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((value) => JSON.stringify(value))",
            target={"context": self._window},
            awaitPromise=True,
        )
        assert result["type"] == "success", result.get("exceptionDetails", {}).get("text")
        value = result["result"].get("value")
        return None if value is None else json.loads(value)

    def set_files(self, selector: str, *files: Path) -> None:
        """Choose files for an input."""
        found = self.order(
            "browsingContext.locateNodes",
            context=self._window,
            locator={"type": "css", "value": selector},
        )
        reference = {"sharedId": found["nodes"][0]["sharedId"]}
        names = [str(file) for file in files]
        self.order("input.setFiles", context=self._window, element=reference, files=names)

    def close(self) -> None:
        try:
            self.order("browser.close")
            self._process.wait(30)
        except (AssertionError, OSError, ValueError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._channel.close()
        self._profile.cleanup()
