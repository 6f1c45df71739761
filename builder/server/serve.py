"""Serves a site on this machine and builds it again whenever something it is made of changes.

The folder that is served is a temporary one; the few lines of script that reload a page are added
to what is sent, so that no built site ever has them.
"""

from __future__ import annotations

import logging
import mimetypes
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from builder.errors import UsageProblem
from builder.files import working_folder
from builder.folders import is_file
from builder.server.watch import Watcher, inputs
from builder.site.build import build_site
from builder.site.config import SiteConfig
from builder.unforeseen import foreseen

log = logging.getLogger(__name__)

LOCAL = "127.0.0.1"
"""The address that only this machine reaches."""

CHANGES = "/.changes"
"""Where pages are told of new builds, as server-sent events."""

_SCRIPT = "/.reload.js"
"""A file of its own: the policy of pages allows no script in them."""

_RELOAD = f"""let built;
new EventSource("{CHANGES}").onmessage = ({{ data }}) => {{
  if (built && data !== built) location.reload();
  built = data;
}};
"""
_RELOADING = f'<script src="{_SCRIPT}"></script>\n'
_TYPES = {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
}
_HEARTBEAT = 15.0

Load = Callable[[], SiteConfig]
"""Reads the settings afresh."""


class _Http(ThreadingHTTPServer):
    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what failed, unless it is a browser that no longer waits for the answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class LocalServer:
    """Serves the last good build at a port of this machine and tells pages of new ones.

    Args:
        port: 0 for any that is free.
        host: the address to listen at; 0.0.0.0 for all that this machine has.

    Raises:
        UsageProblem: the port or the address cannot be used.
    """

    def __init__(self, port: int, host: str = LOCAL) -> None:
        if not host:
            raise UsageProblem(
                "--host is empty, and would let all machines in; name an address, or say 0.0.0.0."
            )
        # IPv6 addresses have brackets where a port follows.
        host = host.removeprefix("[").removesuffix("]")
        self._host = host
        self._site: Path | None = None
        self._built = 0
        self._news = threading.Condition()
        self._open = True
        try:
            self._http = _Http((host, port), _handler(self))
        except (OSError, OverflowError, UnicodeError) as error:
            raise UsageProblem(
                f"Port {port} of {host} cannot be used "
                f"({getattr(error, 'strerror', None) or error}); "
                "choose another with --port, or another address with --host."
            ) from error
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where the site is."""
        host = LOCAL if self._host in ("0.0.0.0", "::") else self._host
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self._http.server_port}/"

    def answers_to(self, host: str) -> bool:
        """Whether a request's Host header names this machine.

        Any other name is that of a page elsewhere which had it lead here, to read what is served
        (DNS rebinding). Numbers are no names, so that nobody can have them lead elsewhere.
        """
        name = urlsplit(f"//{host}").hostname or ""
        own = {"localhost", self._host.lower(), socket.gethostname().lower()}
        if name in own or name.removesuffix(".local") in own or name.endswith(".localhost"):
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True

    def show(self, site: Path) -> None:
        """Serve another build, and tell all open pages."""
        with self._news:
            self._site = site
            self._built = time.time_ns()
            self._news.notify_all()

    def file(self, path: str) -> Path | None:
        """The site's file of an address' path, if there is one."""
        name = PurePosixPath(unquote(path).lstrip("/"))
        if self._site is None or ".." in name.parts:
            return None
        file = self._site / name
        if path.endswith("/"):
            file = file / "index.html"
        return file if is_file(file) else None

    def is_folder(self, path: str) -> bool:
        """Whether an address' path leads to a folder with a page, but for the slash at its end."""
        return not path.endswith("/") and self.file(f"{path}/") is not None

    def builds(self) -> Iterator[int | None]:
        """The number of the shown build, and of every one to come; None now and then between."""
        seen = 0
        while self._open:
            with self._news:
                if self._built == seen:
                    self._news.wait(_HEARTBEAT)
                fresh, seen = self._built != seen, self._built
            yield seen if fresh else None

    def close(self) -> None:
        """Stop serving."""
        with self._news:
            self._open = False
            self._news.notify_all()
        self._http.shutdown()
        self._http.server_close()


def serve(
    load: Load,
    config_file: Path | None,
    port: int,
    on_ready: Callable[[str], None],
    host: str = LOCAL,
) -> None:
    """Build, serve, and build again on every change, until interrupted.

    Args:
        load: reads the settings; called again when they change.
        config_file: the settings that were asked for, if any.
        port: port on this machine; 0 for any that is free.
        on_ready: told the address as soon as the site is there.
        host: the address to listen at.

    Raises:
        AtelierError: the first build failed, or the port cannot be used.
    """
    config = _for_serving(load())
    with working_folder(Path(tempfile.gettempdir())) as folder:
        # Before the build, which takes long, for the port may be taken.
        server, watcher = LocalServer(port, host), Watcher()
        shown = folder / "0"
        try:
            build_site(config, shown, for_release=False)
            server.show(shown)
            on_ready(server.address)
            for number in count(1):
                watcher.follow(inputs(config, config_file))
                watcher.wait()
                fresh = folder / str(number)
                built = _rebuild(load, fresh)
                if built is None:
                    continue
                config = built
                server.show(fresh)
                shutil.rmtree(shown, ignore_errors=True)
                shown = fresh
        finally:
            watcher.close()
            server.close()


def _for_serving(config: SiteConfig) -> SiteConfig:
    """The settings without what would show an old page after a change."""
    return replace(config, offline=False)


def _rebuild(load: Load, out: Path) -> SiteConfig | None:
    """Build once more; say what failed, if it did, and return None."""
    started = time.monotonic()
    try:
        config = _for_serving(load())
        with _only_warnings():
            build_site(config, out, for_release=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, the last good site stays
        foreseen(error).show()
        return None
    log.info("Built again in %.1f s", time.monotonic() - started)
    return config


@contextmanager
def _only_warnings() -> Iterator[None]:
    builder = logging.getLogger("builder")
    level = builder.level
    builder.setLevel(logging.WARNING)
    try:
        yield
    finally:
        builder.setLevel(level)


def _handler(server: LocalServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body are written apart: the second would wait for the first to be confirmed.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            try:
                known = server.answers_to(self.headers.get("Host", LOCAL))
                path = urlsplit(self.path).path
            except ValueError:
                self.send_error(400)
                return
            if not known:
                self.send_error(421, explain="Ask for localhost, or serve with --host NAME.")
                return
            if path == CHANGES:
                self._tell()
                return
            if path == _SCRIPT:
                self._answer(200, "text/javascript", _RELOAD.encode())
                return
            if server.is_folder(path):
                # What the page refers to is relative to the folder.
                self.send_response(301)
                self.send_header("Location", f"/{path.lstrip('/')}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            file = server.file(path)
            if file is None and (missing := server.file("/404.html")):
                self._send(missing, 404)
            elif file is not None:
                self._send(file, 200)
            else:
                self.send_error(404)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            log.debug(format, *arguments)

        def _send(self, file: Path, status: int) -> None:
            try:
                body = file.read_bytes()
            except OSError:
                # A new build took the place of the one that was asked.
                self.send_error(503)
                return
            kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
            if file.suffix == ".html":
                body = body.replace(b"</body>", _RELOADING.encode() + b"</body>", 1)
                kind = "text/html; charset=utf-8"
            self._answer(status, kind or "application/octet-stream", body)

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-cache")
            self.end_headers()
            if self.command != "HEAD":
                # A page that reloads does not wait for what it asked for before.
                with suppress(ConnectionError):
                    self.wfile.write(body)

        def _tell(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                for number in server.builds():
                    line = f"data: {number}\n\n" if number is not None else ": still there\n\n"
                    self.wfile.write(line.encode())
                    self.wfile.flush()
            except OSError:
                return  # the page was closed

    return Handler
