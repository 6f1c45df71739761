"""Looks into video files with the browser itself."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.web.studio import pixels

if TYPE_CHECKING:
    from playwright.sync_api import Page

_LOOK = """
async ([text, times]) => {
  const file = new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]);
  const video = document.createElement("video");
  video.muted = true;
  video.src = URL.createObjectURL(file);
  const event = (name) => new Promise((resolve, reject) => {
    video.addEventListener(name, resolve, { once: true });
    video.addEventListener("error", () => reject(new Error(video.error.message)), { once: true });
  });
  await event("loadeddata");
  const { videoWidth: width, videoHeight: height, duration } = video;
  const canvas = new OffscreenCanvas(width, height);
  const frames = [];
  for (const time of times) {
    const seeked = event("seeked");
    const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    video.currentTime = time;
    await seeked;
    // A busy browser may still hold the picture of before; where that is the right one, none comes.
    await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, 1000))]);
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    // A busy browser may have no picture yet when it says that it has.
    for (let tries = 0; tries < 100; tries++) {
      context.drawImage(video, 0, 0);
      if (context.getImageData(width >> 1, height >> 1, 1, 1).data[3] > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    frames.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
  }
  return { width, height, duration, frames };
}
"""


_LISTEN = """
async (given) => {
  const file = Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0));
  const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(file.buffer);
  const samples = new Uint8Array(sound.getChannelData(0).buffer);
  let text = "";
  for (let i = 0; i < samples.length; i += 4096) {
    text += String.fromCharCode(...samples.subarray(i, i + 4096));
  }
  return btoa(text);
}
"""


@dataclass(frozen=True)
class Video:
    """What the browser says of a video file.

    Attributes:
        duration: in seconds.
        sound: whether there is any.
        frames: the pictures at the times asked for, each [height, width, 3].
    """

    width: int
    height: int
    duration: float
    sound: bool
    frames: list[np.ndarray]


def look(page: Page, file: bytes, times: list[float]) -> Video:
    """Play a video file and look at it at some times, in seconds."""
    found = page.evaluate(_LOOK, [base64.b64encode(file).decode(), times])
    frames = [pixels(base64.b64decode(frame)) for frame in found.pop("frames")]
    sound = any(codec in file for codec in (b"A_OPUS", b"A_VORBIS", b"Opus", b"mp4a"))
    return Video(**found, sound=sound, frames=frames)


def hear(page: Page, file: bytes) -> np.ndarray:
    """The sound of a video file: 48,000 numbers a second, from -1 to 1."""
    given = base64.b64encode(file).decode()
    return np.frombuffer(base64.b64decode(page.evaluate(_LISTEN, given)), np.float32)
