"""A local web server for a built site that remembers requests and can break files on purpose."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from builder.files import sent_bytes
from tests.local_server import EMPTY_PAGE, MEDIA_TYPES, LocalServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import ProxySettings

SUBFOLDER = "/any/path/"
"""The site is also served below this path, as a project page of a host would be."""

ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
"""With these headers a browser lets a page, and its workers, use threads."""

Fault = Literal["missing", "truncated", "changed", "replaced"]
"""Not there, cut in half, with another last bit, or as the login page of a network between."""

LOGIN = b"<!doctype html><title>Wireless</title><form>Accept our terms</form></html>"


@dataclass(frozen=True)
class Visit:
    """A request that the server answered: the path asked for, and the site's file, if any."""

    path: str
    file: str
    status: int


class SiteServer(LocalServer):
    """Serves a site at `/` and below `SUBFOLDER`; as a proxy it refuses, and notes, all else."""

    def __init__(self, site: Path, headers: Mapping[str, str] | None = None) -> None:
        """Start serving.

        Args:
            site: a built site.
            headers: what to send beside the usual headers with every answer.
        """
        self.site = site
        self._headers = dict(headers or {})
        self.visits: list[Visit] = []
        self.strangers: list[str] = []
        self._faults: dict[str, Fault] = {}
        self._cut = False
        super().__init__(self._handler())

    @property
    def proxy(self) -> ProxySettings:
        """Asks this server, as a proxy, for whatever is not on this machine; workers ask it too."""
        return {"server": self.origin, "bypass": "127.0.0.1"}

    def forget(self) -> None:
        """Start a new list of visits."""
        self.visits.clear()
        self.strangers.clear()

    @contextmanager
    def broken(self, pattern: str, fault: Fault) -> Iterator[None]:
        """While open, the site's files that match `pattern` have a fault."""
        assert any(fnmatch(name, pattern) for name in self._names()), f"no file matches {pattern}"
        self._faults[pattern] = fault
        try:
            yield
        finally:
            del self._faults[pattern]

    @contextmanager
    def cut(self) -> Iterator[None]:
        """While open, no request is answered, as when there is no connection."""
        self._cut = True
        try:
            yield
        finally:
            self._cut = False

    def visited(self, pattern: str) -> bool:
        return any(fnmatch(visit.file, pattern) for visit in self.visits)

    def compressed_sizes(self) -> dict[str, int]:
        """Bytes of each visited file as a host that compresses would send it."""
        files = {visit.file for visit in self.visits if visit.status == 200 and visit.file}
        return {name: sent_bytes([self.site / name]) for name in sorted(files)}

    def _names(self) -> list[str]:
        return [str(file.relative_to(self.site)) for file in self.site.rglob("*")]

    def _answer(self, path: str) -> tuple[int, str, bytes, str]:
        """Status, media type, content and the site's file for a path."""
        if path == EMPTY_PAGE:
            return 200, MEDIA_TYPES[".html"], b"<!doctype html><title>Empty</title>", ""
        name = path.removeprefix(SUBFOLDER).removeprefix("/")
        if name == "" or name.endswith("/"):
            name += "index.html"
        file = self.site / name
        faults = [fault for pattern, fault in self._faults.items() if fnmatch(name, pattern)]
        if "missing" in faults or ".." in name or not file.is_file():
            return 404, MEDIA_TYPES[".html"], b"<!doctype html><title>Not found</title>", name
        content = file.read_bytes()
        if "replaced" in faults:
            return 200, MEDIA_TYPES[".html"], LOGIN, name
        if "truncated" in faults:
            content = content[: len(content) // 2]
        if "changed" in faults:
            content = content[:-1] + bytes([content[-1] ^ 1])
        return 200, MEDIA_TYPES.get(file.suffix, "application/octet-stream"), content, name

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Headers and body are written apart: the second would wait, 40 ms for each file.
            disable_nagle_algorithm = True

            def parse_request(self) -> bool:
                if not super().parse_request():
                    return False
                own = self.command == "GET" and self.path.startswith("/")
                if own and not self.headers["Upgrade"] and not server._cut:
                    return True
                self.close_connection = True
                if not own or self.headers["Upgrade"]:
                    server.strangers.append(f"{self.command} {self.path}")
                    self.send_error(403)
                return False

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                status, media_type, content, file = server._answer(path)
                server.visits.append(Visit(path, file, status))
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(content)))
                for header in server._headers.items():
                    self.send_header(*header)
                # A page that is left does not wait for what it asked for.
                with suppress(ConnectionError):
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *arguments: object) -> None:
                """Stay silent: what was asked for is in `visits`."""

        return Handler
