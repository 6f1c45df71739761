"""Pictures larger than a tile, of any shape, and what happens when memory or a card gives out."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.local_server import EMPTY_PAGE
from tests.web.server import SiteServer
from tests.web.test_parity import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

DECIBELS = 50
"""Of tiles against the whole, painted with the same statistics."""

SEAM = 2 / 255
"""Largest difference of a pixel, in [0, 1]: no seam can be seen."""

MEGABYTE = 2**20

FEW = 6 * MEGABYTE
"""Memory that lets even small pictures be painted in tiles."""


@pytest.mark.parametrize(
    ("backend", "shapes", "most", "one_shape"),
    [
        ("wasm", [(1024, 1024)], 500**2, False),
        ("wasm", [(210, 331), (520, 90)], 200**2, True),
        ("webgl", [(260, 140)], 0, True),
    ],
)
def test_tiles_are_the_whole(
    backend: str, shapes: Any, most: int, one_shape: bool, ask: Any, record_property: Any
) -> None:
    found = ask("compareTiles", backend=backend, shapes=shapes, most=most, oneShape=one_shape)
    for each in found:
        record_property(each["name"], str(each))
        assert each["tiles"] > 1
        assert each["decibels"] > DECIBELS, each
        assert each["most"] <= SEAM, each


@pytest.mark.parametrize(("backend", "width", "height"), [("wasm", 500, 300), ("cpu", 900, 60)])
def test_cancelling_within_a_tile(backend: str, width: int, height: int, ask: Any) -> None:
    found = ask("cancel", backend=backend, shapes=[], width=width, height=height, memory=FEW)
    assert found["outcome"] == "AbortError"
    assert found["left"] == 0
    assert max(found["seen"]) <= 2
    assert found["after"] == 64


def test_memory_that_gives_out(ask: Any) -> None:
    found = ask(
        "exhaust",
        backend="wasm",
        shapes=[],
        width=640,
        height=600,
        memory=300 * MEGABYTE,
        least=12 * MEGABYTE,
    )
    assert found["refused"] > 0
    assert found["totals"][0] == 1
    assert found["totals"][-1] > 1
    assert found["painted"][3] == 255


def test_a_graphics_card_that_gives_out(ask: Any) -> None:
    found = ask("loseContext", backend="webgl", shapes=[], width=260, height=140, memory=MEGABYTE)
    assert found["lost"]
    assert found["contexts"] > 1
    assert found["decibels"] > DECIBELS


def test_nothing_piles_up(ask: Any) -> None:
    sides = [(300, 260), *(((37 * k) % 230 + 30, (53 * k) % 190 + 20) for k in range(1, 24))]
    found = ask("endure", backend="wasm", shapes=[*sides, sides[0]], memory=FEW)
    assert len({each["tensors"] for each in found}) == 1
    sizes = [each["bytes"] for each in found]
    assert sizes[-1] <= 1.03 * sizes[len(sizes) // 2]


_PRELUDE = """
const { Stylizer } = await import("/stylizer.js");
const site = await (await fetch("/")).text();
const data = JSON.parse(
  new DOMParser().parseFromString(site, "text/html").querySelector("#site-data").textContent);
const style = data.styles[0].vector;
const stylizer = await Stylizer.load({ backend: "wasm" });
const fromBase64 = async (text) => (await fetch(`data:image/png;base64,${text}`)).blob();
"""


@pytest.fixture
def run(page: Page, server: SiteServer) -> Any:
    """Runs the body of an async function of `given`, with a stylizer, in an empty page."""
    page.goto(server.origin + EMPTY_PAGE)
    page.set_default_timeout(120_000)
    return lambda body, given=None: page.evaluate(
        f"async (given) => {{ {_PRELUDE} try {{ {body} }} finally {{ stylizer.dispose(); }} }}",
        given,
    )


def test_progress_tile_by_tile(run: Any) -> None:
    events = run(f"""
      const events = [];
      const photo = await (await fetch(data.photos[0].image)).blob();
      const onProgress = (event) => {{ if (event.stage === "paint") events.push(event); }};
      const options = {{ size: 420, quality: "swift", memory: {FEW}, onProgress }};
      await stylizer.paint(photo, style, options);
      return events;
    """)
    total = events[0]["total"]
    assert total > 2
    assert [event["loaded"] for event in events] == list(range(total + 1))
    assert {(event["total"], event["unit"]) for event in events} == {(total, "tiles")}
    left = [event["secondsLeft"] for event in events[1:]]
    assert all(seconds >= 0 for seconds in left)
    assert left[-1] == 0


def test_every_shape(run: Any) -> None:
    shapes = [(1, 1), (1, 90), (90, 1), (2, 33), (17, 5), (61, 47)]
    found = run(
        """
        const painted = [];
        for (const [width, height] of given) {
          const image = new ImageData(width, height);
          for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : i % 256;
          const { data, width: w, height: h } = await stylizer.paint(image, style);
          painted.push([w, h, new Set(data.filter((_, i) => i % 4 === 3)).size]);
        }
        return painted;
        """,
        shapes,
    )
    assert found == [[width, height, 1] for width, height in shapes]


def test_transparency(run: Any) -> None:
    # The same visible picture over hidden black, white and green paints the same.
    height, width = 48, 64
    y, x = np.mgrid[:height, :width]
    alpha = np.clip((20 - np.hypot(x - 32, y - 24)) * 64, 0, 255).astype(np.uint8)
    visible: np.ndarray = np.stack([x * 4, y * 5, 255 - x * 3], -1).astype(np.uint8)
    hidden = [(0, 0, 0), (255, 255, 255), (0, 255, 0)]
    pictures = []
    for colour in hidden:
        colours = np.where(alpha[..., None] > 0, visible, np.array(colour, np.uint8))
        pictures.append(np.dstack([colours, alpha]).ravel().tolist())
    found = run(
        """
        const paint = async (numbers) => {
          const image = new ImageData(Uint8ClampedArray.from(numbers), 64, 48);
          return Array.from((await stylizer.paint(image, style, { quality: "swift" })).data);
        };
        const painted = [];
        for (const numbers of given) painted.push(await paint(numbers));
        return painted;
        """,
        pictures,
    )
    painted = np.array(found).reshape(3, height, width, 4)
    assert (painted[..., 3] == alpha).all()
    assert (painted == painted[0]).all()
    # Near the edge colours are those of the middle's kind, not of what is hidden.
    edge = (alpha > 0) & (alpha < 255)
    middle = alpha == 255
    assert np.abs(painted[0, edge, :3].mean(0) - painted[0, middle, :3].mean(0)).max() < 60


def test_deep_and_wide_colours(run: Any) -> None:
    plain = picture(40, 56) / 255
    files = [
        png_file(np.rint(plain * 255), 8),
        png_file(np.rint(plain * 65535), 16),
        png_file(np.rint(in_display_p3(plain) * 255), 8, icc_profile=display_p3_profile()),
    ]
    space, painted = run(
        """
        const options = { quality: "swift" };
        const paint = async (source) =>
          Array.from((await stylizer.paint(source, style, options)).data);
        const blobs = await Promise.all(given.map(fromBase64));
        const painted = [];
        for (const blob of blobs) painted.push(await paint(blob));
        const context = new OffscreenCanvas(56, 40).getContext("2d", { colorSpace: "display-p3" });
        context.drawImage(await createImageBitmap(blobs[0]), 0, 0);
        const pixels = context.getImageData(0, 0, 56, 40);
        painted.push(await paint(pixels));
        return [pixels.colorSpace, painted];
        """,
        [base64.b64encode(file).decode() for file in files],
    )
    assert space == "display-p3"
    expected, *others = np.array(painted, float)
    for other in others:
        assert np.abs(other - expected).mean() < 1.5


def png_file(pixels: np.ndarray, bits: int, icc_profile: bytes | None = None) -> bytes:
    """A PNG file of RGB pixels, [height, width, 3], whole numbers of so many bits."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    height, width = pixels.shape[:2]
    rows = pixels.astype(f">u{bits // 8}").reshape(height, -1)
    profile = icc_profile and chunk(b"iCCP", b"P3\0\0" + zlib.compress(icc_profile))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 2, 0, 0, 0)),
            profile or b"",
            chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))),
            chunk(b"IEND", b""),
        ]
    )


def in_display_p3(srgb: np.ndarray) -> np.ndarray:
    """The same colours written down with the primaries of Display P3, both in [0, 1]."""
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    matrix = [[0.82246, 0.17754, 0], [0.03319, 0.96681, 0], [0.01708, 0.0724, 0.91052]]
    wide = linear @ np.transpose(matrix)
    return np.where(wide <= 0.0031308, wide * 12.92, 1.055 * wide ** (1 / 2.4) - 0.055)


def display_p3_profile() -> bytes:
    """A minimal ICC profile: D50-adapted primaries and the curve of sRGB."""

    def fixed(*numbers: float) -> bytes:
        return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))

    curve = b"para\0\0\0\0\0\3\0\0" + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    xyz = b"XYZ \0\0\0\0"
    title = (
        b"mluc"
        + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, 4, 28)
        + "P3".encode("utf-16-be")
    )
    tags = {
        b"desc": title,
        b"cprt": title,
        b"wtpt": xyz + fixed(0.9642, 1, 0.8249),
        b"rXYZ": xyz + fixed(0.51512, 0.2412, -0.00105),
        b"gXYZ": xyz + fixed(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz + fixed(0.1571, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, content = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        offset = 128 + 4 + 12 * len(tags) + len(content)
        table += name + struct.pack(">II", offset, len(value))
        content += value + b"\0" * (-len(value) % 4)
    size = 128 + len(table) + len(content)
    header = struct.pack(">II4s4s4s4s", size, 0, b"\4\0\0\0", b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28
    header += fixed(0.9642, 1, 0.8249) + b"\0" * 48
    return header + table + content
