"""The engine's ways of painting: as a graph, step by step, and folded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests.local_server import EMPTY_PAGE
from tests.pictures import MARGIN
from tests.web.server import SiteServer
from tests.web.studio import pixels
from tests.web.test_parity import picture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

MOST, MEAN = 0.02, 0.002
"""Differences, in [0, 1], that other orders of summing make."""

DECIBELS = 50
"""Of a folded painting against one that measures as it paints."""

MAGENTA_MEAN = 2 / 255
"""Mean difference from TensorFlow Lite, in [0, 1]."""


@pytest.mark.parametrize(
    ("backend", "shapes"),
    [("wasm", [(16, 16), (64, 44), (100, 148)]), ("webgl", [(44, 64)])],
)
def test_all_ways_agree(backend: str, shapes: Any, ask: Any, record_property: Any) -> None:
    for found in ask("compare", backend=backend, shapes=shapes):
        record_property(f"{found['name']} {found['shape']}", str(found))
        assert found["most"] < MOST, found
        assert found["mean"] < MEAN, found
        assert found["decibels"] > DECIBELS, found


def test_a_picture_without_detail(ask: Any) -> None:
    # Its variances are nothing, which rounding must not turn into less.
    for found in ask("paintFlat", backend="wasm", shapes=[(64, 64), (68, 100)]):
        assert found["sound"], found


def test_no_tensor_is_left_behind(ask: Any) -> None:
    sides = [16 + 4 * (k * 7 % 13) for k in range(30)]
    shapes = [(side, sides[-1 - k]) for k, side in enumerate(sides)]
    # Of what runs on TensorFlow.js; the project's own runtimes have none.
    for found in ask("countTensors", backend="cpu", shapes=shapes[:12]):
        assert len(set(found["counts"])) == 1, found
        assert found["left"] < found["counts"][0]


@pytest.fixture(scope="module")
def magenta(shared: Path) -> Path:
    """The folder of Magenta's mobile pair, as published."""
    folder = shared / "networks" / "magenta-mobile"
    if not folder.is_dir():
        pytest.skip(f"needs Magenta's networks in {folder}")
    return folder


def test_magentas_networks_paint_as_in_tensorflow_lite(
    magenta: Path, built_site: Path, tmp_path: Path, browser: Browser
) -> None:
    from builder.convert.convert_set import convert_set
    from builder.graph_model.quantization import QuantizationPlan
    from builder.networks.catalog import find_set

    network_set = find_set(str(magenta))
    folder = tmp_path / "networks" / network_set.name
    described = convert_set(network_set, folder, QuantizationPlan())
    sizes = {"style": described["style"]["bytes"], "transformer": 0}
    index = {"default": network_set.name, "sets": [{**described, "bytes": sizes}]}
    (tmp_path / "networks" / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (tmp_path / "site").symlink_to(built_site)
    # With the margin that is painted around it, it is as large as the published network takes.
    content, style = picture(384 - 2 * MARGIN, 384 - 2 * MARGIN), picture(256, 256)[:, ::-1]
    for name, image in (("content", content), ("style", style)):
        Image.fromarray(np.ascontiguousarray(image)).save(tmp_path / f"{name}.png")
    server = SiteServer(tmp_path)
    page = browser.new_page()
    page.goto(server.origin + EMPTY_PAGE)
    file = page.evaluate("""async () => {
      const { Stylizer } = await import("/site/stylizer.js");
      const stylizer = await Stylizer.load({ backend: "wasm", networks: "/networks/" });
      const blob = async (name) => (await fetch(`/${name}.png`)).blob();
      const image = await stylizer.stylize(await blob("content"), await blob("style"));
      stylizer.dispose();
      const canvas = new OffscreenCanvas(image.width, image.height);
      canvas.getContext("2d").putImageData(image, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return Array.from(bytes);
    }""")
    page.close()
    server.close()
    painted = pixels(bytes(file)) / 255
    padded = np.pad(content, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), "reflect")
    expected = tflite_painting(magenta, padded / 255, style / 255)
    difference = np.abs(painted - expected[MARGIN:-MARGIN, MARGIN:-MARGIN])
    assert difference.mean() < MAGENTA_MEAN


def tflite_painting(folder: Path, content: np.ndarray, style: np.ndarray) -> np.ndarray:
    """What TensorFlow Lite's interpreter makes of values in [0, 1]."""
    import tensorflow as tf

    def run(file: str, *inputs: np.ndarray) -> np.ndarray:
        interpreter = tf.lite.Interpreter(str(folder / file))
        interpreter.allocate_tensors()
        for detail in interpreter.get_input_details():
            given = next(x for x in inputs if x.size == np.prod(detail["shape"]))
            value = given.astype(np.float32).reshape(detail["shape"])
            interpreter.set_tensor(detail["index"], value)
        interpreter.invoke()
        output = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        return np.asarray(output)

    vector = run("style_predict_int8.tflite", style)
    return run("style_transfer_f16.tflite", content, vector)[0]
