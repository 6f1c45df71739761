"""A camera and a video file, painted as they play."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.web.browser import launch
from tests.web.studio import WAIT, Studio, mean_difference, pixels
from tests.web.test_leaving import asks
from tests.web.video import hear, look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page, Playwright

    from tests.web.server import SiteServer

DARK, BRIGHT = 50, 210
"""The left and the right half of what the camera sees, 0 to 255."""

_HALVES = """
() => {
  const canvas = document.querySelector("#live-canvas");
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const sums = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    sums[(i / 4) % width < width / 2 ? 0 : 1] += data[i + 1];
  }
  return sums.map((sum) => (2 * sum) / (width * height));
}
"""
"""Mean green of the left and the right half of the painted stream."""

_SECONDS = "parseFloat(/[0-9.]+/.exec(document.querySelector('#live-record').textContent))"
"""How long the recording under way is: its button says so."""

_TRACKS = """
window.tracks = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await open(constraints);
  window.tracks.push(...stream.getTracks());
  return stream;
};
"""


@pytest.fixture(scope="module")
def camera_browser(
    playwright: Playwright, chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser with a camera that sees a dark left and a bright right half."""
    file = tmp_path_factory.mktemp("camera") / "halves.y4m"
    plane = np.repeat([[DARK] * 80 + [BRIGHT] * 80], 120, 0).astype(np.uint8)
    chroma = np.full((60, 80), 128, np.uint8)
    frame = b"FRAME\n" + plane.tobytes() + chroma.tobytes() * 2
    file.write_bytes(b"YUV4MPEG2 W160 H120 F15:1 Ip A1:1 C420\n" + frame * 15)
    browser = launch(
        playwright.chromium,
        chromium,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    )
    yield browser
    browser.close()


@pytest.fixture
def camera_page(camera_browser: Browser, watch: Callable[[Browser], Page]) -> Page:
    """An empty page that may use the camera."""
    page = watch(camera_browser)
    page.context.grant_permissions(["camera"])
    page.set_default_timeout(WAIT)
    return page


@pytest.fixture
def clip(ask_tools: Callable[..., Any], tmp_path: Path) -> Callable[[list[int]], Path]:
    """Makes a video file of 96 x 64 pixels with sound, a grey for every tenth of a second."""

    def make(greys: list[int]) -> Path:
        file = tmp_path / "clip.webm"
        file.write_bytes(bytes(ask_tools("clip", greys=greys, sides=[96, 64], rate=10)))
        return file

    return make


def open_live(page: Page, server: SiteServer) -> tuple[Studio, Locator]:
    studio = Studio(page)
    studio.open(f"{server.origin}/?backend=wasm")
    if studio.has_qualities:
        studio.choose_quality("Swift")
    # Little of the style, so that dark stays dark and bright bright.
    studio.set_strength(10)
    return studio, studio.open_tool("live")


def start(panel: Locator) -> None:
    panel.get_by_role("button", name="Start", exact=True).click()
    expect(panel).to_have_attribute("data-live", "running", timeout=WAIT)


def play(panel: Locator, file: Path) -> None:
    """Choose a video file, which plays at once."""
    panel.get_by_label("Choose a video").set_input_files(file)
    expect(panel).to_have_attribute("data-live", "running", timeout=WAIT)


def record(panel: Locator, seconds: float) -> Locator:
    """Begin a recording and wait until it is some seconds long, which its button says.

    Returns:
        The button, which ends it.
    """
    button = panel.get_by_role("button", name=re.compile("^(Record$|Stop recording)"))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    panel.page.wait_for_function(f"() => {_SECONDS} >= {seconds}")
    return button


def wait_for(page: Page, condition: str) -> None:
    """Wait until the halves of the painted stream are as they should be."""
    page.wait_for_function(f"() => {{ const [left, right] = ({_HALVES})(); return {condition}; }}")


def test_camera_is_painted(camera_page: Page, server: SiteServer) -> None:
    camera_page.add_init_script(_TRACKS)
    studio, panel = open_live(camera_page, server)
    start(panel)
    expect(camera_page.locator("#live-canvas")).to_be_visible()
    # People expect a mirror; without it the bright half is on the right.
    wait_for(camera_page, "left > right + 40")
    panel.get_by_label("Mirror image").uncheck()
    wait_for(camera_page, "right > left + 40")
    expect(camera_page.locator("#guest-facts")).to_contain_text("pictures a second")

    # Another style and strength show in the stream while it goes on.
    still = "document.querySelector('#live-canvas').toDataURL()"
    before = camera_page.evaluate(still)
    studio.set_strength(60)
    other = studio.samples["styles"][2]["title"]
    panel.get_by_role("radio", name=other, exact=True).check(force=True)
    camera_page.wait_for_function(f"before => {still} !== before", arg=before)
    # The stream goes on: nothing to wait for pushes the styles away from under the hand.
    expect(panel.locator("#live-progress")).to_be_hidden()
    assert panel.get_attribute("data-live") == "running"
    assert studio.paints == 0, "the studio painted a still meanwhile"
    expect(camera_page.locator("#guest-title")).to_have_text(f"Camera in the style of {other}")

    panel.get_by_role("button", name="Snapshot").click()
    expect(panel.get_by_role("button", name="Save as PNG")).to_be_visible()
    with camera_page.expect_download() as download:
        panel.get_by_role("button", name="Save as PNG").click()
    snapshot = pixels(Path(download.value.path()).read_bytes())
    assert snapshot.shape[1] * 3 == snapshot.shape[0] * 4
    assert snapshot.std() > 10
    # It is kept; the stage stays with the recipe's own photo.
    kept = camera_page.get_by_role("button", name=re.compile("^camera-1 in the style of"))
    expect(kept).to_be_visible()
    expect(camera_page.locator("#painting-title")).not_to_contain_text("camera-1")
    with camera_page.expect_download() as download:
        camera_page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "camera-2.png"
    panel.get_by_role("button", name="Stop", exact=True).click()
    expect(panel).to_have_attribute("data-live", "idle")
    assert camera_page.evaluate("tracks.map((track) => track.readyState)") == ["ended"]
    # The studio paints its photo in the style chosen meanwhile, and the snapshot is kept beside it.
    studio.painting_after(0)
    # This camera shows a still, so what was saved as camera-2 is of the same photo.
    kept = kept.last
    kept.click()
    expect(camera_page.locator("#announcer")).to_contain_text("camera-1")
    assert np.array_equal(studio.painting(), snapshot)

    # Going back to a painting ends the stream that lies over it.
    start(panel)
    kept.click()
    expect(panel).to_have_attribute("data-live", "idle")
    expect(camera_page.locator("#live-canvas")).to_be_hidden()

    # Closing the panel switches the camera off, too.
    start(panel)
    camera_page.keyboard.press("Escape")
    panel = camera_page.locator("#tool-live")
    expect(panel).to_be_hidden()
    assert camera_page.evaluate("tracks.map((track) => track.readyState)") == ["ended"] * 3


def test_recording_of_a_camera(camera_page: Page, server: SiteServer) -> None:
    _, panel = open_live(camera_page, server)
    start(panel)
    panel.get_by_role("radio", name="WebM").check(force=True)
    recording = record(panel, 0.5)
    assert asks(camera_page), "the recording would be lost"
    with camera_page.expect_download() as download:
        recording.click()
    assert download.value.suggested_filename == "camera-1.webm"
    video = look(camera_page, Path(download.value.path()).read_bytes(), [0.05])
    assert max(video.width, video.height) >= 480
    assert 0.4 < video.duration < 60
    assert not video.sound
    wide = video.frames[0].shape[1]
    assert video.frames[0][:, : wide // 3].mean() > video.frames[0][:, -wide // 3 :].mean() + 30


_ENCODER_FAILS = """
const { encode } = VideoEncoder.prototype;
let frames = 0;
VideoEncoder.prototype.encode = function (...given) {
  if (++frames > 4) throw new DOMException("failed", "OperationError");
  return encode.apply(this, given);
};
"""

_RECORDER_ENDS = """
delete window.VideoEncoder;
const { start } = MediaRecorder.prototype;
MediaRecorder.prototype.start = function (...given) {
  start.apply(this, given);
  setTimeout(() => this.stop(), 1000);
};
"""


@pytest.mark.parametrize("script", [_ENCODER_FAILS, _RECORDER_ENDS])
def test_a_recording_that_ends_early_is_saved(
    script: str, camera_page: Page, server: SiteServer
) -> None:
    camera_page.add_init_script(script)
    studio, panel = open_live(camera_page, server)
    start(panel)
    with camera_page.expect_download() as download:
        panel.get_by_role("button", name="Record", exact=True).click()
    assert look(camera_page, Path(download.value.path()).read_bytes(), [0.05]).duration > 0
    assert "ended early" in studio.complaint()
    expect(panel).to_have_attribute("data-live", "running")


@pytest.mark.parametrize("there_is_one", [True, False])
def test_no_camera_or_no_permission(
    there_is_one: bool, browser: Browser, camera_browser: Browser, server: SiteServer
) -> None:
    """What cannot be used is said, with what to do about it."""
    used, allowed = (camera_browser, "geolocation") if there_is_one else (browser, "camera")
    context = used.new_context(permissions=[allowed], service_workers="block")
    studio, panel = open_live(context.new_page(), server)
    panel.get_by_role("button", name="Start", exact=True).click()
    words = "may not use the camera" if there_is_one else "no camera on this device"
    expect(studio.error).to_contain_text(words, timeout=WAIT)
    expect(panel).to_have_attribute("data-live", "idle")
    expect(panel.locator("#live-video")).to_be_hidden()
    context.close()


def test_video_file_is_painted(
    browser: Browser,
    watch: Callable[[Browser], Page],
    server: SiteServer,
    clip: Callable[[list[int]], Path],
    tmp_path: Path,
) -> None:
    file = clip([40] * 5 + [220] * 3)
    page = watch(browser)
    page.set_default_timeout(WAIT)
    studio, panel = open_live(page, server)
    panel.get_by_role("radio", name="Video file").check(force=True)
    play(panel, file)
    expect(page.locator("#guest-facts")).to_contain_text("pictures a second", timeout=WAIT)
    expect(page.locator("#live-canvas")).to_be_visible()
    panel.get_by_role("radio", name="WebM").check(force=True)
    with page.expect_download() as download:
        panel.get_by_role("button", name="Paint the whole video").click()
    assert download.value.suggested_filename == "clip-painted.webm"
    painted = look(page, Path(download.value.path()).read_bytes(), [0.05, 0.7])
    original = look(page, file.read_bytes(), [0.05, 0.7])
    assert (painted.width, painted.height) == (96, 64)
    assert painted.duration == pytest.approx(0.8, abs=0.1)
    assert painted.sound
    for one, other in zip(painted.frames, original.frames, strict=True):
        assert mean_difference(one, other) > 2, "it was not painted"
    assert mean_difference(*painted.frames) > 5, "it is always the same frame"

    broken = tmp_path / "broken.webm"
    broken.write_bytes(b"no video at all")
    panel.get_by_label("Choose a video").set_input_files(broken)
    expect(studio.error).to_contain_text("could not be played", timeout=WAIT)
    expect(panel).to_have_attribute("data-live", "idle")


def test_recording_of_a_file_has_its_sound(
    browser: Browser,
    watch: Callable[[Browser], Page],
    server: SiteServer,
    clip: Callable[[list[int]], Path],
) -> None:
    file = clip([40, 220] * 100)
    page = watch(browser)
    page.set_default_timeout(WAIT)
    _, panel = open_live(page, server)
    expect(panel.get_by_text("The microphone stays off")).to_be_visible()
    panel.get_by_role("radio", name="Video file").check(force=True)
    expect(panel.get_by_text("The microphone stays off")).to_be_hidden()
    expect(panel.get_by_text("as you hear it")).to_be_visible()
    for name in ("MP4", "WebM"):
        if not panel.get_by_role("radio", name=name).is_visible():
            continue
        play(panel, file)
        panel.get_by_role("radio", name=name).check(force=True)
        recording = record(panel, 1.5)
        with page.expect_download() as download:
            recording.click()
        recorded = Path(download.value.path()).read_bytes()
        video = look(page, recorded, [0.05])
        assert video.sound
        sound = hear(page, recorded)
        assert len(sound) / 48_000 == pytest.approx(video.duration, abs=0.3)
        # The tone of the file, and not its silence, from the beginning to the end.
        for second in (sound[9_600:33_600], sound[-33_600:-9_600]):
            spectrum = np.abs(np.fft.rfft(second))
            assert np.argmax(spectrum) * 2 == pytest.approx(440, abs=10)
            assert np.abs(second).max() > 0.1


def show_page(page: Page, *, shown: bool) -> None:
    """As when another tab comes to the front, which a headless browser has none of."""
    page.evaluate(
        """(shown) => {
          Object.defineProperty(document, "hidden", { value: !shown, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        shown,
    )


def test_camera_stops_when_the_page_is_hidden(camera_page: Page, server: SiteServer) -> None:
    camera_page.add_init_script(_TRACKS)
    _, panel = open_live(camera_page, server)
    start(panel)
    record(panel, 0.5)
    # What was recorded until then is kept.
    with camera_page.expect_download() as download:
        show_page(camera_page, shown=False)
    assert look(camera_page, Path(download.value.path()).read_bytes(), [0.05]).duration > 0
    states = "tracks.map((track) => track.readyState)"
    assert camera_page.evaluate(states) == ["ended"]
    expect(panel).to_have_attribute("data-live", "idle")

    # It does not come back by itself, but says why it is gone, and starts again.
    show_page(camera_page, shown=True)
    expect(panel.locator("#live-pace")).to_contain_text("switched off because")
    expect(panel.locator("#live-original")).to_be_hidden()
    assert camera_page.evaluate(states) == ["ended"]
    start(panel)
    assert camera_page.evaluate(states) == ["ended", "live"]
    wait_for(camera_page, "left > right + 40")


def test_video_file_rests_while_the_page_is_hidden(
    browser: Browser,
    watch: Callable[[Browser], Page],
    server: SiteServer,
    clip: Callable[[list[int]], Path],
) -> None:
    file = clip([40, 220] * 100)
    page = watch(browser)
    page.set_default_timeout(WAIT)
    _, panel = open_live(page, server)
    panel.get_by_role("radio", name="Video file").check(force=True)
    play(panel, file)
    paused = "document.querySelector('#live-video').paused"
    show_page(page, shown=False)
    assert page.evaluate(paused)
    show_page(page, shown=True)
    assert not page.evaluate(paused)
    # Whoever paused it wants it paused.
    page.evaluate("document.querySelector('#live-video').pause()")
    show_page(page, shown=False)
    show_page(page, shown=True)
    assert page.evaluate(paused)
