"""Downloads the files of a published set: with progress, going on where it broke off, checked."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from tqdm import tqdm

from builder import __version__
from builder.addresses import web_address
from builder.cache import file_digest
from builder.errors import FetchError, UsageProblem
from builder.networks.published import PublishedFile, PublishedSet
from builder.paths import downloads_folder

_BLOCK = 64 * 1024
_ATTEMPTS = 4
_TIMEOUT = 30.0
_PAUSE = 1.0
"""Seconds before another attempt; twice, three times that before later ones."""


def fetch_files(published: PublishedSet, address: str | None = None) -> list[Path]:
    """Download the files of `published` into the cache, except those that are there already.

    Args:
        published: the set.
        address: the folder on the web that holds the files, if not the set's own.

    Returns:
        The style network's file and the transformer's.

    Raises:
        FetchError: the server cannot be reached, refuses, or sends other files.
        UsageProblem: the cache folder cannot be written.
    """
    folder = downloads_folder() / published.name
    base = published.address
    if address is not None:
        base = web_address(address, "--address", folder=True)
    base = base.rstrip("/") + "/"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_fetch(file, urljoin(base, quote(file.name)), folder) for file in published.files]
    except OSError as error:
        raise UsageProblem(
            f"The cache folder {folder} cannot be written ({error.strerror or error}); "
            "free some space, or set ATELIER_CACHE to a folder of yours."
        ) from error
    finally:
        # A folder without files would pass for a fetched set.
        with suppress(OSError):
            folder.rmdir()


def _fetch(file: PublishedFile, url: str, folder: Path) -> Path:
    target = folder / file.name
    if target.is_file() and target.stat().st_size == file.size and _is_right(target, file):
        return target
    part = _Part(folder / f"{file.name}.part", file)
    with _progress(file) as progress:
        _download(part, url, progress)
    part.path.replace(target)
    part.forget()
    return target


def _progress(file: PublishedFile) -> Any:
    # None: no bar where the output is no terminal.
    return tqdm(
        total=file.size, unit="B", unit_scale=True, unit_divisor=1024, desc=file.name, disable=None
    )


def _is_right(path: Path, file: PublishedFile) -> bool:
    return file_digest(path) == file.sha256


@dataclass(frozen=True)
class _Part:
    """A file that is being downloaded, and what the server said of it."""

    path: Path
    file: PublishedFile

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def _notes(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def validator(self) -> str | None:
        """The entity tag or date by which the server knows the version that was begun."""
        try:
            found = json.loads(self._notes.read_text(encoding="utf-8"))["validator"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if isinstance(found, str) else None

    def begin(self, headers: Any) -> None:
        """Note the version that is downloaded from its start now."""
        tag = headers.get("ETag")
        # A weak tag does not promise the same bytes.
        strong = tag if tag and not tag.startswith("W/") else headers.get("Last-Modified")
        self.path.write_bytes(b"")
        self._notes.write_text(json.dumps({"validator": strong}), encoding="utf-8")

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)


class _BrokeOffError(Exception):
    """An attempt that may be repeated ended early."""


def _download(part: _Part, url: str, progress: Any) -> None:
    """Fill `part`, in several attempts if need be, and check it."""
    begun_earlier = part.size > 0
    attempt = 0
    while attempt < _ATTEMPTS:
        time.sleep(_PAUSE * attempt)
        reached = part.size
        problem = "the connection was closed"
        try:
            if reached < part.file.size:
                _continue(part, url, progress)
        except _BrokeOffError as error:
            problem = str(error)
        if part.size < part.file.size:
            # Only attempts without any success count.
            attempt = 1 if part.size > reached > 0 else attempt + 1
            continue
        if part.size == part.file.size and _is_right(part.path, part.file):
            return
        found, size = file_digest(part.path), part.size
        part.forget()
        if not begun_earlier:
            raise _other_file(url, part.file, f"{size:,} bytes with the SHA-256 {found[:12]}...")
        # What was begun earlier may have been of another version, so once more from the start.
        begun_earlier = False
    raise FetchError(
        f"{url} broke off after {part.size:,} of {part.file.size:,} bytes ({problem}); "
        "run the command again to go on from there."
    )


def _other_file(url: str, file: PublishedFile, found: str) -> FetchError:
    return FetchError(
        f"{url} is not the file that was expected: {found} instead of {file.size:,} bytes with "
        f"the SHA-256 {file.sha256[:12]}...; take it from another place with --address, "
        "or import it from a folder."
    )


def _continue(part: _Part, url: str, progress: Any) -> None:
    """Ask for what is missing of `part` and append it, as far as it comes."""
    start = part.size
    response = _open(url, start, part.validator())
    if response is None:
        # There is nothing after what is here, so that is not what the server has.
        part.forget()
        return
    with response:
        if response.status == 206 and _span(response.headers) != (start, part.file.size):
            part.forget()
            raise _BrokeOffError("the server sent another part than was asked for")
        if response.status != 206:
            # All of it comes: the server knows no ranges, or has another version by now.
            start = 0
            length = response.headers.get("Content-Length", "")
            if length.isdigit() and int(length) != part.file.size:
                raise _other_file(url, part.file, f"{int(length):,} bytes")
            part.begin(response.headers)
        progress.reset()
        progress.update(start)
        with part.path.open("ab") as stream:
            # A byte too many is asked for, so that a longer file is noticed.
            while block := _read(response, min(_BLOCK, part.file.size + 1 - start)):
                stream.write(block)
                start += len(block)
                progress.update(len(block))


def _open(url: str, start: int, validator: str | None) -> Any:
    """The server's answer to a request for what begins at `start`; None where nothing does."""
    request = urllib.request.Request(url)
    request.add_header("User-Agent", f"atelier-studio/{__version__}")
    request.add_header("Accept-Encoding", "identity")
    if start:
        request.add_header("Range", f"bytes={start}-")
        if validator:
            request.add_header("If-Range", validator)
    try:
        return urllib.request.urlopen(request, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and start:
            return None
        if error.code >= 500:
            raise _BrokeOffError(f"the server answered {error.code} ({error.reason})") from error
        raise FetchError(
            f"{url} answered {error.code} ({error.reason}); "
            "take the file from another place with --address, or import it from a folder."
        ) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        text = getattr(reason, "strerror", None) or str(reason)
        raise FetchError(
            f"{url} cannot be reached ({text}); check the connection and run the command again, "
            "or import the files from a folder."
        ) from error


def _read(response: Any, count: int) -> bytes:
    try:
        return bytes(response.read(count))
    except (OSError, http.client.HTTPException) as error:
        raise _BrokeOffError(str(error) or type(error).__name__) from error


def _span(headers: Any) -> tuple[int, int] | None:
    """First byte and size of the file, from a partial answer's "bytes 100-199/200"."""
    match = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", headers.get("Content-Range", "").strip())
    return (int(match[1]), int(match[2])) if match else None
