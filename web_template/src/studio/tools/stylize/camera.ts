// A photo from the camera: look, turn to the other camera, take it.

import { roleOf } from "../../input/files";
import { takeFile } from "../../input/take";
import { byId } from "../../page/elements";
import { StudioError } from "../../page/studio-error";
import type { StudioContext } from "../../tool";
import { openCamera, watchCamera } from "../../video/camera";

export function listenForCamera(panel: HTMLElement, context: StudioContext): void {
  const camera = new Camera(context);
  for (const button of panel.querySelectorAll<HTMLButtonElement>("[data-camera]")) {
    button.hidden = !navigator.mediaDevices?.getUserMedia;
    button.addEventListener("click", async () => {
      const file = await camera.take();
      if (file) await takeFile(roleOf(button.dataset.camera), file, context);
    });
  }
}

class Camera {
  readonly #context: StudioContext;
  readonly #dialog = byId("camera", HTMLDialogElement);
  readonly #view = byId("camera-view", HTMLVideoElement);
  readonly #shutter = byId("camera-take", HTMLButtonElement);
  #facing: "user" | "environment" = "environment";
  /** Aborted when the camera that runs, or is about to, is no longer wanted. */
  #wanted = new AbortController();
  #taken: Promise<Blob | undefined> | undefined;

  constructor(context: StudioContext) {
    this.#context = context;
    this.#dialog.addEventListener("close", () => this.#stop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden || !this.#dialog.open) return;
      this.#dialog.close();
      context.fail(new StudioError(context.text("studio.camera_hidden")));
    });
    this.#shutter.addEventListener("click", () => {
      this.#taken = this.#picture();
      this.#dialog.close();
    });
    byId("camera-turn", HTMLButtonElement).addEventListener("click", () => {
      this.#facing = this.#facing === "user" ? "environment" : "user";
      void this.#start();
    });
  }

  /** The picture that the visitor took; undefined where they closed the dialog instead. */
  async take(): Promise<File | undefined> {
    this.#taken = undefined;
    this.#dialog.showModal();
    const closed = new Promise((resolve) => {
      this.#dialog.addEventListener("close", resolve, { once: true });
    });
    void this.#start();
    await closed;
    const blob = await (this.#taken as Promise<Blob | undefined> | undefined);
    return blob && new File([blob], "camera.jpg", { type: blob.type });
  }

  async #start(): Promise<void> {
    this.#stop();
    const { signal } = this.#wanted;
    const fail = (error: unknown) => {
      if (signal.aborted) return;
      this.#dialog.close();
      this.#context.fail(error);
    };
    try {
      const video = { facingMode: this.#facing, width: { ideal: 1920 }, height: { ideal: 1080 } };
      const stream = await openCamera(video, signal);
      watchCamera(stream, fail);
      this.#view.srcObject = stream;
      await this.#view.play();
      if (signal.aborted) return;
      this.#shutter.disabled = false;
      this.#shutter.focus();
    } catch (error) {
      fail(error);
    }
  }

  async #picture(): Promise<Blob | undefined> {
    const { videoWidth, videoHeight } = this.#view;
    if (videoWidth === 0) return undefined;
    const canvas = document.createElement("canvas");
    canvas.width = videoWidth;
    canvas.height = videoHeight;
    canvas.getContext("2d")?.drawImage(this.#view, 0, 0);
    const write = (done: BlobCallback) => canvas.toBlob(done, "image/jpeg", 0.95);
    return (await new Promise<Blob | null>(write)) ?? undefined;
  }

  #stop(): void {
    this.#wanted.abort();
    this.#wanted = new AbortController();
    this.#shutter.disabled = true;
    this.#view.srcObject = null;
  }
}
