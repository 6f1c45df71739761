"""A web server with two published files that behaves as badly as it is told to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.local_server import LocalServer


@dataclass
class Manners:
    """How the server answers.

    Attributes:
        cuts: after how many bytes each next answer breaks off; whole answers when used up.
        ranges: whether it knows ranges.
        tag: the entity tag of its files.
        status: answers nothing but this.
        spoilt: sends as many bytes as the file has, but others.
        chunked: does not say how long an answer is.
        shift: sends a part that begins so many bytes later than asked.
    """

    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    tag: str = '"v1"'
    status: int = 200
    spoilt: bool = False
    chunked: bool = False
    shift: int = 0


class Mirror(LocalServer):
    """Serves `files`, by name; `asked` keeps the Range and If-Range of each request."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.manners = Manners()
        self.asked: list[tuple[str | None, str | None]] = []
        super().__init__(self._handler())

    @property
    def address(self) -> str:
        return f"{self.origin}/files"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *arguments: object) -> None:
                pass

            def do_GET(self) -> None:
                mirror.answer(self)

        return Handler

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        manners = self.manners
        asked, condition = request.headers["Range"], request.headers["If-Range"]
        self.asked.append((asked, condition))
        data = self.files.get(request.path.removeprefix("/files/"))
        if data is None or manners.status != 200:
            request.send_error(manners.status if manners.status != 200 else 404)
            return
        if manners.spoilt:
            data = bytes(len(data))
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        start = start if manners.ranges and condition in (None, manners.tag) else 0
        if start >= len(data):
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        request.send_header("ETag", manners.tag)
        if start:
            start += manners.shift
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        if not manners.chunked:
            request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        end = start + manners.cuts.pop(0) if manners.cuts else len(data)
        with suppress(ConnectionError):
            # Who has got one byte too many goes away.
            request.wfile.write(data[start:end])
