"""The public module `stylizer.js`, used from a page that is not the studio."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from builder.bundle.entries import Entries
from tests.local_server import EMPTY_PAGE
from tests.web.server import SUBFOLDER, SiteServer

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

_PRELUDE = """
const { Stylizer, StylizerError, mixStyles } = await import(`${folder}stylizer.js`);
const site = await (await fetch(folder)).text();
const data = JSON.parse(
  new DOMParser().parseFromString(site, "text/html").querySelector("#site-data").textContent);
const blob = async (item) => (await fetch(folder + item.modern.image)).blob();
const difference = (one, other) =>
  one.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0) / one.length;
const failure = async (promise) => promise.then(
  () => "none", (error) => (error instanceof StylizerError ? error.code : error.name));
"""


@pytest.fixture
def run(page: Page, server: SiteServer) -> Any:
    """Runs the body of an async function in an empty page; `folder` is the site's path."""
    page.goto(server.origin + EMPTY_PAGE)
    page.set_default_timeout(120_000)
    return lambda body: page.evaluate(f"async (folder) => {{ {_PRELUDE} {body} }}", SUBFOLDER)


def test_load_style_paint(run: Any) -> None:
    found = run("""
      const stages = { load: new Set(), style: new Set(), paint: new Set() };
      const bytes = [];
      const noting = (call) => (event) => {
        stages[call].add(`${event.stage} ${event.unit}`);
        if (event.stage === "download") bytes.push([event.loaded, event.total]);
      };
      const stylizer = await Stylizer.load({ backend: "wasm", onProgress: noting("load") });
      const photo = await blob(data.photos[0]);
      const sample = await blob(data.styles[1]);
      const style = await stylizer.style(sample, { onProgress: noting("style") });
      const options = { size: 96, strength: 0.75, quality: "swift", onProgress: noting("paint") };
      const image = await stylizer.paint(photo, style, options);
      const again = await stylizer.stylize(photo, sample, {
        size: 96, strength: 0.75, quality: "swift" });
      const whole = await stylizer.paint(new ImageData(40, 21), style);
      const weak = await stylizer.paint(photo, style, { ...options, strength: 0 });
      const strong = await stylizer.paint(photo, style, { ...options, strength: 1.5 });
      const coarse = await stylizer.style(sample, { size: 128 });
      stylizer.dispose();
      return {
        backend: stylizer.backend,
        kinds: [style instanceof Float32Array, image instanceof ImageData],
        length: style.length,
        toSample: difference(style, data.styles[1].vector),
        toOther: difference(style, data.styles[2].vector),
        sides: [image.width, image.height, whole.width, whole.height],
        shortcut: difference(Array.from(again.data), Array.from(image.data)),
        strength: difference(Array.from(weak.data), Array.from(image.data)),
        beyond: difference(Array.from(strong.data), Array.from(image.data)),
        coarse: difference(coarse, style),
        other: difference(coarse, data.styles[2].vector),
        expected: stylizer.expect({ width: 300, height: 150, quality: "swift" }),
        longer: stylizer.expect({ width: 300, height: 300, quality: "swift" }),
        unknown: stylizer.expect({ width: 1000, height: 1000, quality: "swift" }) ?? "unknown",
        opaque: image.data.every((value, i) => i % 4 !== 3 || value === 255),
        stages: Object.fromEntries(Object.entries(stages).map(([k, v]) => [k, [...v].sort()])),
        finished: bytes.some(([loaded, total]) => loaded === total),
        within: bytes.every(([loaded, total]) => loaded <= total),
        disposed: await failure(stylizer.style(sample)),
      };
    """)
    assert found["backend"] == "wasm"
    assert found["kinds"] == [True, True]
    assert found["length"] == 100
    assert found["toSample"] < 0.1 * found["toOther"]
    assert found["sides"][0] == 96
    assert found["sides"][2:] == [40, 21]
    assert found["shortcut"] == 0
    assert found["strength"] > 1
    assert found["beyond"] > 1
    assert 0 < found["coarse"] < found["other"]
    assert found["longer"] == pytest.approx(2 * found["expected"])
    assert found["unknown"] == "unknown", "paintings of 96 pixels say nothing of it"
    assert found["opaque"]
    assert found["stages"]["load"] == ["download bytes", "start steps"]
    assert found["stages"]["style"] == ["download bytes", "style steps"]
    assert "paint tiles" in found["stages"]["paint"]
    assert found["finished"]
    assert found["within"]
    assert found["disposed"] == "disposed"


def test_every_kind_of_source(run: Any) -> None:
    found = run("""
      const stylizer = await Stylizer.load({ backend: "wasm" });
      const file = await blob(data.styles[0]);
      const bitmap = await createImageBitmap(file);
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      const context = canvas.getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
      offscreen.getContext("2d").drawImage(bitmap, 0, 0);
      const img = new Image();
      img.src = folder + data.styles[0].modern.image;
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
      const reference = await stylizer.style(file);
      const off = {};
      for (const [name, source] of Object.entries({ bitmap, canvas, offscreen, img, pixels })) {
        off[name] = difference(await stylizer.style(source), reference);
      }
      const width = bitmap.width;
      stylizer.dispose();
      return { off, width };
    """)
    assert found["off"] == pytest.approx(dict.fromkeys(found["off"], 0), abs=1e-4)
    assert found["width"] > 0


def test_aborting_and_refusing(run: Any) -> None:
    found = run("""
      const stopped = new AbortController();
      stopped.abort();
      const beforeLoad = await failure(Stylizer.load({ signal: stopped.signal }));
      const stylizer = await Stylizer.load({ backend: "wasm" });
      const photo = await blob(data.photos[0]);
      const style = data.styles[0].vector;
      const controller = new AbortController();
      const painting = stylizer.paint(photo, style, { size: 768, signal: controller.signal });
      setTimeout(() => controller.abort(), 0);
      const result = {
        beforeLoad,
        aborted: await failure(painting),
        strength: await failure(stylizer.paint(photo, style, { strength: 1.6 })),
        size: await failure(stylizer.paint(photo, style, { size: 0 })),
        memory: await failure(stylizer.paint(photo, style, { memory: 0 })),
        styleSize: await failure(stylizer.style(photo, { size: 5 })),
        vector: await failure(stylizer.paint(photo, [1, 2, 3])),
        quality: await failure(stylizer.paint(photo, style, { quality: "superb", size: 32 })),
        small: await failure(stylizer.style(new ImageData(15, 200))),
        text: await failure(stylizer.style(new Blob(["no picture"]))),
        backend: await failure(Stylizer.load({ backend: "abacus" })),
        networks: await failure(Stylizer.load({ networks: "/nowhere/" })),
        set: await failure(Stylizer.load({ set: "nonesuch" })),
        misspelt: await failure(stylizer.paint(photo, style, { strenght: 0.5 })),
        noOptions: await failure(stylizer.style(photo, null)),
        number: await failure(stylizer.stylize(photo, photo, 0.5)),
        noVector: await failure(stylizer.paint(photo, null)),
        noPicture: await failure(stylizer.paint(null, style)),
        progress: await failure(stylizer.paint(photo, style, { onProgress: 5 })),
        after: (await stylizer.paint(photo, style, { size: 64 })).width,
      };
      stylizer.dispose();
      return result;
    """)
    assert found == {
        "beforeLoad": "AbortError",
        "aborted": "AbortError",
        "strength": "invalid-argument",
        "size": "invalid-argument",
        "memory": "invalid-argument",
        "styleSize": "invalid-argument",
        "vector": "invalid-argument",
        "quality": "invalid-argument",
        "small": "too-small",
        "text": "not-an-image",
        "backend": "invalid-argument",
        "networks": "network-file",
        "set": "invalid-argument",
        "misspelt": "invalid-argument",
        "noOptions": "invalid-argument",
        "number": "invalid-argument",
        "noVector": "invalid-argument",
        "noPicture": "not-an-image",
        "progress": "invalid-argument",
        "after": 64,
    }


def test_network_sets_and_qualities(run: Any) -> None:
    found = run("""
      const { sets, default: first } = data.networks;
      const names = (known) => Object.keys(known.bytes).filter((role) => role !== "style");
      const photo = await blob(data.photos[0]);
      const style = data.styles[0].vector;
      const stylizer = await Stylizer.load({ backend: "wasm", set: first });
      const before = stylizer.transformer;
      const painted = {};
      for (const quality of ["swift", "fine", "auto"]) {
        const options = { size: 64, quality };
        const { data } = await stylizer.paint(photo, style, options);
        painted[quality] = { by: stylizer.transformer, size: data.length };
      }
      const result = {
        set: stylizer.set,
        listed: sets.find(({ name }) => name === first),
        offered: stylizer.sets.map(({ name }) => name),
        names: sets.map(({ name }) => name),
        qualities: names(sets.find(({ name }) => name === first)),
        before,
        painted,
      };
      stylizer.dispose();
      return result;
    """)
    qualities = found["qualities"]
    assert found["set"] == {**found["listed"], "qualities": qualities}
    assert found["offered"] == found["names"]
    assert found["before"] == qualities[0]
    assert found["painted"]["swift"]["by"] == qualities[0]
    assert found["painted"]["fine"]["by"] == qualities[-1]
    assert found["painted"]["auto"]["by"] in qualities
    assert len({painted["size"] for painted in found["painted"].values()}) == 1


def test_mixing_styles(run: Any) -> None:
    found = run("""
      const thrown = (call) => { try { call(); return "none"; } catch (e) { return e.code; } };
      return {
        mixed: Array.from(mixStyles([[1, 2], [3, 6]], [1, 3])),
        alone: Array.from(mixStyles([[1, 2]], [7])),
        lengths: thrown(() => mixStyles([[1, 2], [3]], [1, 1])),
        weights: thrown(() => mixStyles([[1, 2], [3, 4]], [1])),
        nothing: thrown(() => mixStyles([[1, 2]], [0])),
      };
    """)
    assert found["mixed"] == pytest.approx([2.5, 5])
    assert found["alone"] == pytest.approx([1, 2])
    assert {found[name] for name in ("lengths", "weights", "nothing")} == {"invalid-argument"}


def test_networks_are_where_the_page_says(page: Page, server: SiteServer) -> None:
    """An address means what it would mean in a link of the page."""
    page.goto(f"{server.origin}{SUBFOLDER}404.html")
    name = page.evaluate(
        """async () => {
          const { Stylizer } = await import(new URL("stylizer.js", location.href).href);
          const stylizer = await Stylizer.load({ backend: "wasm", networks: "./networks/" });
          stylizer.dispose();
          return stylizer.set.name;
        }"""
    )
    assert name


def test_a_bundled_module_says_what_it_lacks(
    browser: Browser, built_site: Path, tmp_path: Path
) -> None:
    """Bundlers move the module away from its worker, and answer for pages with any address."""
    (tmp_path / "app.js").write_bytes(module_of(built_site).read_bytes())
    for file in (built_site / "assets").glob("chunk-*.js"):
        shutil.copy(file, tmp_path)
    other = SiteServer(tmp_path)
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(other.origin + EMPTY_PAGE)
        message = page.evaluate(
            """async () => {
              const { Stylizer } = await import("/app.js");
              return await Stylizer.load().catch(({ message }) => message);
            }"""
        )
    finally:
        context.close()
        other.close()
    assert "instead of bundling it" in message
    assert "worker-" in message


def module_of(site: Path) -> Path:
    return site / Entries.read(site).of("stylizer").address
