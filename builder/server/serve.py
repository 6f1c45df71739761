"""Serves a site on this machine and builds it again whenever something it is made of changes.

The folder that is served is a temporary one; the few lines of script that reload a page are added
to what is sent, so that no built site ever has them.
"""

from __future__ import annotations

import logging
import mimetypes
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from builder.errors import AtelierError, UsageProblem
from builder.server.watch import Watcher, inputs
from builder.site.build import build_site
from builder.site.config import SiteConfig

log = logging.getLogger(__name__)

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


class LocalServer:
    """Serves the last good build at http://127.0.0.1:`port`/ and tells pages of new ones."""

    def __init__(self, port: int) -> None:
        self._site: Path | None = None
        self._built = 0
        self._news = threading.Condition()
        self._open = True
        try:
            self._http = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        except (OSError, OverflowError) as error:
            raise UsageProblem(
                f"Port {port} cannot be used ({getattr(error, 'strerror', None) or error}); "
                "choose another with --port."
            ) from error
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self._http.server_port}/"

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
        if file.is_dir():
            file = file / "index.html" if path.endswith("/") else file
        return file if file.is_file() else None

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


def serve(load: Load, config_file: Path | None, port: int, on_ready: Callable[[str], None]) -> None:
    """Build, serve, and build again on every change, until interrupted.

    Args:
        load: reads the settings; called again when they change.
        config_file: the settings that were asked for, if any.
        port: port on this machine; 0 for any that is free.
        on_ready: told the address as soon as the site is there.

    Raises:
        AtelierError: the first build failed, or the port cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        config = _for_serving(load())
        shown = Path(folder) / "0"
        build_site(config, shown, for_release=False)
        server, watcher = LocalServer(port), Watcher()
        try:
            server.show(shown)
            on_ready(server.address)
            for number in count(1):
                watcher.follow(inputs(config, config_file))
                watcher.wait()
                fresh = Path(folder) / str(number)
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
    except AtelierError as error:
        error.show()
        return None
    except OSError as error:
        # Files come and go while they are edited; the next change builds again.
        log.warning("The site was not built, because a file changed meanwhile: %s", error)
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

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path == CHANGES:
                self._tell()
                return
            if path == _SCRIPT:
                self._answer(200, "text/javascript", _RELOAD.encode())
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
