"""The site's own engine in Node.js: what it paints here, it paints in browsers, byte by byte.

web_template/src/node/main.ts answers. Both sides send frames: two lengths in bytes, 32 bits each,
little-endian; a header, JSON in UTF-8; and as many bytes, the pixels of a picture in RGBA or none.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from builder.bundle.bundle_code import bundle_engine
from builder.bundle.node import find_node
from builder.cache import files_hash
from builder.errors import AtelierError, PaintingError, PictureError, UsageProblem

try:
    import resource
except ImportError:  # Windows has no such limits.
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from typing_extensions import Self

Progress = Callable[[int, int], None]
"""Told how many tiles or frames of how many are painted."""

_LENGTHS = struct.Struct("<II")

_PROBLEMS: Mapping[str, tuple[type[AtelierError], str]] = {
    "picture_large": (
        PictureError,
        "A painting of {megapixels} megapixels is too large; choose a --size at which it has at "
        "most {most}.",
    ),
    "memory_painting": (PaintingError, "There is not enough memory; {remedy}."),
    "memory_picture": (PaintingError, "There is not enough memory; {remedy}."),
    "recipe_damaged": (
        UsageProblem,
        "The recipe is damaged or no shared style; copy the whole link, or save the file again.",
    ),
    "recipe_newer": (
        UsageProblem,
        "The recipe comes from a later version of Atelier; update this one.",
    ),
}
"""What the engine cannot do, by its reason (web_template/src/api/reasons.ts) and how users mend it.

Every other reason is a bug."""


@dataclass(frozen=True)
class Mixture:
    """What pictures are painted like.

    Attributes:
        vectors: style vectors.
        weights: how much there is of each, zero or more, in any unit.
        strength: 0 keeps the picture's own style, 1 is the mixture, up to 1.5 exaggerates it.
        colours: 0 takes the style's colours, 1 keeps the picture's own.
        strokes: "fine", "medium" or "broad" (docs/strokes.md).
        keep_faces: whether eyes and mouths of pictures, not of frames, stay readable.
    """

    vectors: Sequence[Sequence[float]]
    weights: Sequence[float] = (1.0,)
    strength: float = 1.0
    colours: float = 0.0
    strokes: str = "medium"
    keep_faces: bool = False


@dataclass(frozen=True)
class SharedStyle:
    """What the studio shared in a link or file.

    Attributes:
        space: the vector space of the vectors.
        mixture: the rest.
    """

    space: str
    mixture: Mixture


_NO_MEMORY = ("out of memory", "bad_alloc")
"""What Node.js, or V8 in it, says before it ends for want of memory."""


class Engine:
    """The engine with a network set, running from `with` to the end of the block.

    Pictures are uint8 arrays [height, width, 3], sRGB, or [height, width, 4] with opacity.

    Attributes:
        vector_space: the set's.
        vector_size: the length of its style vectors.

    Raises, everywhere:
        PaintingError: there is too little memory, or the engine stopped.
        RuntimeError: a bug; its message has what the engine said.
    """

    vector_space: str
    vector_size: int

    def __init__(self, networks: Path, name: str, *, threads: int | None = None) -> None:
        """Name what to start.

        Args:
            networks: a folder as a site's `networks` is, such as `converted_set` gives.
            name: of a set in it.
            threads: most that compute; the processors there are when left out, and never more
                than 4.
        """
        self._networks = networks
        self._name = name
        self._threads = threads

    def __enter__(self) -> Self:
        self._said: IO[bytes] = tempfile.TemporaryFile()
        command = [str(find_node().node), str(bundle_engine())]
        wanted = {"STYLIZER_THREADS": str(self._threads)} if self._threads else {}
        self._answered = False
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**os.environ, **wanted},
        )
        try:
            networks = self._networks.resolve().as_uri() + "/"
            started = self._ask({"kind": "start", "networks": networks, "set": self._name})
            described = self._networks / self._name / "set.json"
            self.vector_size = json.loads(described.read_text(encoding="utf-8"))["vectorSize"]
        except BaseException:
            self.close()
            raise
        self.vector_space = started["vectorSpace"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process(self) -> int:
        """The number of its process."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the engine, whatever it is doing."""
        self._process.kill()
        self._process.communicate()
        self._said.close()

    def vector(self, picture: np.ndarray) -> tuple[float, ...]:
        """The style vector of a picture: what the style network says of its centred square."""
        return tuple(self._ask({"kind": "style"}, picture)["vector"])

    def paint(
        self,
        picture: np.ndarray,
        mixture: Mixture,
        *,
        size: int | None = None,
        swift: bool = False,
        progress: Progress | None = None,
    ) -> np.ndarray:
        """Paint a picture; the painting has the same channels.

        Args:
            picture: the content.
            mixture: what it is painted like.
            size: long side in pixels at which it is painted; its own when left out.
            swift: with the fastest of the set's transformers, instead of the best.
            progress: told how many tiles of how many are painted.

        Raises:
            PictureError: the painting would have too many pixels.
        """
        self._send(_asked("paint", mixture, size, swift), picture)
        return _like(picture, *self._answer(progress))

    def prepare(
        self,
        picture: np.ndarray,
        mixture: Mixture,
        *,
        size: int | None = None,
        swift: bool = False,
        steady: bool = False,
    ) -> tuple[int, int]:
        """Make ready for frames like `picture`; return width and height that they must have.

        With `steady`, strokes stay where they are from one frame to the next.
        """
        asked = _asked("prepare", mixture, size, swift) | {"steady": steady}
        value = self._ask(asked, picture)
        return value["width"], value["height"]

    def frame(self, picture: np.ndarray, time: float) -> np.ndarray:
        """Paint the next frame of those that were prepared for, `time` milliseconds in the film."""
        self._send({"kind": "frame", "time": time}, picture)
        return _like(picture, *self._answer())

    def recipe(self, text: str) -> SharedStyle:
        """What a shared style says: the text of its file, or an address with its link in it.

        Raises:
            UsageProblem: it is damaged, or comes from a later version.
        """
        shared = self._ask({"kind": "recipe", "text": text})
        styles = shared["styles"]
        sizes = {len(style["vector"]) for style in styles}
        if shared["space"] == self.vector_space and sizes != {self.vector_size}:
            raise self._problem("recipe_damaged", {})
        mixture = Mixture(
            [style["vector"] for style in styles],
            [style["weight"] for style in styles],
            shared["strength"],
            shared["colours"],
            shared["strokes"],
            shared["keepFaces"],
        )
        return SharedStyle(shared["space"], mixture)

    def _ask(self, request: Mapping[str, Any], picture: np.ndarray | None = None) -> dict[str, Any]:
        self._send(request, picture)
        return self._answer()[0]

    def _send(self, request: Mapping[str, Any], picture: np.ndarray | None = None) -> None:
        header, pixels = dict(request), memoryview(b"")
        if picture is not None:
            height, width, _ = picture.shape
            header |= {"width": width, "height": height}
            pixels = with_opacity(picture).data.cast("B")
        text = json.dumps(header).encode()
        assert self._process.stdin
        try:
            for piece in (_LENGTHS.pack(len(text), len(pixels)), text, pixels):
                self._process.stdin.write(piece)
            self._process.stdin.flush()
        except OSError as error:
            raise self._stopped() from error

    def _answer(self, progress: Progress | None = None) -> tuple[dict[str, Any], bytes]:
        while True:
            lengths = _LENGTHS.unpack(self._read(_LENGTHS.size))
            text, pixels = (self._read(length) for length in lengths)
            answer = json.loads(text)
            self._answered = True
            if "value" in answer:
                return answer["value"], pixels
            if "error" in answer:
                raise self._problem(**answer["error"])
            event = answer["progress"]
            if progress and event["stage"] == "paint":
                progress(event["loaded"], event["total"])

    def _read(self, length: int) -> bytes:
        assert self._process.stdout
        data = self._process.stdout.read(length)
        if len(data) < length:
            raise self._stopped()
        return data

    def _problem(self, reason: str, values: Mapping[str, Any]) -> Exception:
        if reason in _PROBLEMS:
            kind, sentence = _PROBLEMS[reason]
            return kind(sentence.format(**values, remedy=_more_memory()))
        return RuntimeError(f"The engine failed ({reason}, {dict(values)}).\n{self._words()}")

    def _stopped(self) -> PaintingError:
        status, words = self._process.wait(), self._words()
        if any(sign in words.lower() for sign in _NO_MEMORY):
            return PaintingError(
                "There is not enough memory for Node.js, in which the engine runs; "
                f"{_more_memory()}."
            )
        if not self._answered:
            return PaintingError(
                f"Node.js, in which the engine runs, ended before it began (exit status {status}); "
                f"see what NODE_OPTIONS is, and whether {find_node().node} --version tells a "
                f"version. What it said:\n{words}"
            )
        return PaintingError(
            f"The engine stopped unexpectedly (exit status {status}); "
            f"choose a smaller --size, or report what it said:\n{words}"
        )

    def _words(self) -> str:
        """What the engine printed."""
        self._said.seek(0)
        return self._said.read().decode(errors="replace").strip() or "(nothing)"


def _more_memory() -> str:
    """What helps where the engine has too little memory: the end of a sentence."""
    if resource and resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
        return "allow all addresses (ulimit -v unlimited): WebAssembly takes many, and less memory"
    return "choose a smaller --size, or close other programs"


def engine_digest() -> str:
    """A hash of the engine's files, which changes when it may paint something else."""
    return files_hash(sorted(bundle_engine().parent.iterdir()))


def with_opacity(picture: np.ndarray) -> np.ndarray:
    """The picture in RGBA, as contiguous bytes; without copying it where it is that already."""
    if picture.shape[2] == 4:
        return np.ascontiguousarray(picture)
    opaque = np.full((*picture.shape[:2], 4), 255, np.uint8)
    opaque[..., :3] = picture
    return opaque


def _asked(kind: str, mixture: Mixture, size: int | None, swift: bool) -> dict[str, Any]:
    return {
        "kind": kind,
        "styles": [list(map(float, vector)) for vector in mixture.vectors],
        "weights": list(mixture.weights),
        "strength": mixture.strength,
        "colours": mixture.colours,
        "strokes": mixture.strokes,
        "keepFaces": mixture.keep_faces,
        "quality": "swift" if swift else "fine",
        **({"size": size} if size is not None else {}),
    }


def _like(picture: np.ndarray, value: Mapping[str, Any], pixels: bytes) -> np.ndarray:
    """The pixels as an array with the channels that `picture` has."""
    painted = np.frombuffer(pixels, np.uint8).reshape(value["height"], value["width"], 4)
    return painted[..., : picture.shape[2]]
