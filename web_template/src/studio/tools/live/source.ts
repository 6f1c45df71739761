// Where a stream's frames come from: a camera or a video file, played by the panel's video element.

import { StudioError } from "../../page/studio-error";
import type { StudioContext } from "../../tool";
import { looksBack, openCamera, watchCamera } from "../../video/camera";
import { ElementSound } from "./sound";

export class VideoSource {
  readonly #video: HTMLVideoElement;
  readonly #text: StudioContext["text"];
  readonly #sound: ElementSound;
  #file: File | undefined;
  #url: string | undefined;

  constructor(video: HTMLVideoElement, text: StudioContext["text"]) {
    this.#video = video;
    this.#text = text;
    this.#sound = new ElementSound(video);
  }

  /**
   * Shows a camera until `signal` aborts.
   *
   * @param onLost called when it ends by itself
   * @param onPaused called when it gives no pictures for a while
   * @returns whether it faces the visitor
   * @throws StudioError that says why there is no picture
   */
  async showCamera(
    id: string | undefined,
    signal: AbortSignal,
    onLost: (error: unknown) => void,
    onPaused: () => void,
  ): Promise<boolean> {
    const video = {
      width: { ideal: 1280 },
      height: { ideal: 720 },
      ...(id ? { deviceId: { exact: id } } : { facingMode: "user" }),
    };
    const camera = await openCamera(video, signal);
    this.close();
    const lost = (error: unknown) => !signal.aborted && onLost(error);
    watchCamera(camera, lost, () => !signal.aborted && onPaused());
    this.#video.srcObject = camera;
    this.#video.muted = true;
    this.#video.controls = false;
    await this.#play(signal);
    return looksBack(camera);
  }

  /**
   * Plays a video file from its beginning.
   *
   * @throws StudioError where it is none that this browser plays
   */
  async showFile(file: File, signal: AbortSignal): Promise<void> {
    this.close();
    this.#file = file;
    this.#url = URL.createObjectURL(file);
    this.#video.src = this.#url;
    this.#video.muted = false;
    this.#video.controls = true;
    await this.#play(signal);
  }

  /** What the file sounds like; a camera has no microphone. */
  async sound(): Promise<ElementSound | undefined> {
    if (!this.#file) return undefined;
    const { hasSound } = await import("../../video/sound");
    return (await hasSound(this.#file)) ? this.#sound : undefined;
  }

  /** Releases the file, and takes the camera's picture away. */
  close(): void {
    this.#video.pause();
    this.#video.srcObject = null;
    if (this.#url) {
      this.#video.removeAttribute("src");
      this.#video.load();
      URL.revokeObjectURL(this.#url);
    }
    this.#url = undefined;
    this.#file = undefined;
  }

  /** Resolves when there is a picture. */
  async #play(signal: AbortSignal): Promise<void> {
    const video = this.#video;
    const shown = new Promise<void>((resolve, reject) => {
      const fail = (cause: unknown) => reject(this.#unreadable(cause));
      video.addEventListener("loadeddata", () => resolve(), { once: true, signal });
      video.addEventListener("error", () => fail(video.error), { once: true, signal });
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      playAloud(video).catch((cause) => !signal.aborted && fail(cause));
    });
    await shown;
    if (video.videoWidth === 0) throw this.#unreadable(undefined);
  }

  #unreadable(cause: unknown): StudioError {
    return new StudioError(this.#text("live.video_unreadable"), { cause });
  }
}

/** Plays with sound where the browser lets a page do that, and without it otherwise. */
async function playAloud(video: HTMLVideoElement): Promise<void> {
  try {
    await video.play();
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "NotAllowedError")) throw error;
    video.muted = true;
    await video.play();
  }
}
