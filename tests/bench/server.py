"""A web server for the bench: it compresses as hosts of static files do, and counts bytes."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.local_server import EMPTY_PAGE, MEDIA_TYPES, LocalServer

_PART = 16_384
_COMPRESSED = {".html", ".js", ".mjs", ".css", ".json", ".webmanifest", ".svg", ".wasm"}


@dataclass(frozen=True)
class Connection:
    """How a visitor is connected.

    Attributes:
        rate: bytes a second, shared by all requests.
        latency: seconds from a request to the first byte of its answer.
    """

    rate: float
    latency: float


@dataclass(frozen=True)
class Sent:
    """Part of an answer: the path asked for, how many bytes of the body, and when they left."""

    path: str
    bytes: int
    at: float


class BenchServer(LocalServer):
    """Serves folders side by side, each below a name of its own.

    Args:
        folders: what lies below each first part of a path.
        isolated: whether pages are cross-origin isolated, which WASM threads need.
        connection: how slow to be; None: as fast as this machine goes.
    """

    def __init__(
        self,
        folders: Mapping[str, Path],
        *,
        isolated: bool = False,
        connection: Connection | None = None,
    ) -> None:
        self.sent: list[Sent] = []
        self._folders = dict(folders)
        self._isolated = isolated
        self._connection = connection
        self._wire = threading.Lock()
        super().__init__(self._handler())

    @property
    def bytes_sent(self) -> int:
        """Bytes of all bodies since the server started or `forget` was called."""
        return sum(sent.bytes for sent in self.sent)

    def forget(self) -> None:
        """Count from nothing again."""
        self.sent.clear()

    def _answer(self, path: str) -> tuple[int, str, bytes, bool]:
        """Status, media type, body and whether it is compressed."""
        if path == EMPTY_PAGE:
            return 200, MEDIA_TYPES[".html"], b"<!doctype html><title>Bench</title>", False
        name, _, rest = unquote(path).lstrip("/").partition("/")
        folder = self._folders.get(name)
        file = folder / (rest or "index.html") if folder and ".." not in rest else None
        if file is not None and file.is_dir():
            file /= "index.html"
        if file is None or not file.is_file():
            return 404, "text/plain", b"", False
        compressed = file.suffix in _COMPRESSED
        body = _compressed(file, file.stat().st_mtime_ns) if compressed else file.read_bytes()
        return 200, MEDIA_TYPES.get(file.suffix, "application/octet-stream"), body, compressed

    def _send(self, handler: BaseHTTPRequestHandler, path: str, body: bytes) -> None:
        for start in range(0, len(body), _PART):
            part = body[start : start + _PART]
            if self._connection:
                with self._wire:
                    time.sleep(len(part) / self._connection.rate)
            handler.wfile.write(part)
            self.sent.append(Sent(path, len(part), time.time()))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                status, media_type, body, compressed = server._answer(path)
                if server._connection:
                    time.sleep(server._connection.latency)
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                # Browsers may keep files as long as GitHub Pages lets them.
                self.send_header("Cache-Control", "max-age=600")
                if compressed:
                    self.send_header("Content-Encoding", "gzip")
                if server._isolated:
                    self.send_header("Cross-Origin-Opener-Policy", "same-origin")
                    self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
                self.end_headers()
                try:
                    server._send(self, path, body)
                except (BrokenPipeError, ConnectionResetError):
                    # The page that asked is gone.
                    self.close_connection = True

            def log_message(self, *arguments: object) -> None:
                """Stay silent: what was sent is in `sent`."""

        return Handler


@lru_cache(maxsize=512)
def _compressed(file: Path, changed: int) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
