// Live: a camera or a video file, painted as it plays.

import type { ProgressEvent } from "../../../api/types";
import { fitted } from "../../../shared/picture";
import { chosenValue, part, setWords, Waiting } from "../../controls/panel";
import { StylePicker } from "../../controls/picker";
import type { Recipe } from "../../model/recipe";
import { duration, percent } from "../../page/format";
import { askBeforeLeaving } from "../../page/leaving";
import { describeProgress } from "../../page/progress";
import { hideError } from "../../page/status";
import { StudioError } from "../../page/studio-error";
import { chosenSide } from "../../painting/size";
import { stylesOf } from "../../stage/stage";
import type { ShownGuest, StudioContext, Tool, ToolView } from "../../tool";
import { cameras } from "../../video/camera";
import { hasEncoder, type VideoFormat } from "../../video/formats";
import { Capture, type CaptureSource } from "./capture";
import type { ElementSound } from "./sound";
import { VideoSource } from "./source";
import { type Frame, LiveStream } from "./stream";

/** Long side in pixels of a video that is painted as a whole, at most. */
const WHOLE_SIDE = 640;

export const tool: Tool = {
  mount: (panel, context) => new LiveTool(panel, context),
};

class LiveTool implements ToolView, CaptureSource {
  readonly #panel: HTMLElement;
  readonly #context: StudioContext;
  readonly #video: HTMLVideoElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #view: HTMLElement;
  readonly #source: VideoSource;
  readonly #capture: Capture;
  readonly #start: HTMLButtonElement;
  readonly #mirror: HTMLInputElement;
  readonly #camera: HTMLSelectElement;
  readonly #waiting: Waiting;
  readonly #wholeWaiting: Waiting;
  readonly #picker: StylePicker;
  readonly #pace: HTMLElement;
  #file: File | undefined;
  #frame: Frame | undefined;
  #stream: LiveStream | undefined;
  #shown: ShownGuest | undefined;
  /** Whether the file was stopped because the page was hidden. */
  #halted = false;
  /** Whether a whole video is being painted. */
  #paintsWhole = false;
  /** Of what runs: a stream from its start, or the painting of a whole video. */
  #controller: AbortController | undefined;

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#panel = panel;
    this.#context = context;
    const { recipe } = context;
    this.#video = part(panel, "live-video", HTMLVideoElement);
    this.#canvas = part(panel, "live-canvas", HTMLCanvasElement);
    this.#view = part(panel, "live-view", HTMLElement);
    this.#camera = part(panel, "live-camera", HTMLSelectElement);
    this.#mirror = part(panel, "live-mirror", HTMLInputElement);
    this.#pace = part(panel, "live-pace", HTMLElement);
    this.#source = new VideoSource(this.#video, context.text);
    this.#capture = new Capture(panel, context, this);
    this.#waiting = new Waiting(panel, "live-progress", () => this.#stop());
    this.#wholeWaiting = new Waiting(panel, "live-whole-progress", () => this.#stop());
    this.#picker = new StylePicker(part(panel, "live-styles", HTMLElement), context.styles, {
      name: "live-style",
      onPick: ([picture]) =>
        picture && recipe.change({ styles: [{ source: { kind: "picture", picture }, weight: 1 }] }),
    });
    this.#start = part(panel, "live-start", HTMLButtonElement);
    this.#start.addEventListener("click", () => (this.#controller ? this.#stop() : this.#play()));
    this.#listen();
    recipe.subscribe((value) => this.#showRecipe(value));
    this.#showRecipe(recipe.value);
    this.#showSource();
    askBeforeLeaving(() => this.#capture.recording || this.#paintsWhole);
  }

  open(): void {
    this.#showRecipe(this.#context.recipe.value);
    this.#capture.showFormats().catch((error) => this.#context.fail(error));
    void this.#showCameras();
  }

  close(): void {
    this.#stop();
    this.#source.close();
    this.#original(false);
  }

  get frame(): Frame | undefined {
    return this.#frame;
  }

  get stem(): string {
    const file = this.#usesFile ? this.#file?.name.replace(/\.[^.]*$/, "") : undefined;
    return file || this.#context.text("live.stem");
  }

  still(): HTMLCanvasElement | undefined {
    return this.#stream?.still();
  }

  sound(): Promise<ElementSound | undefined> {
    return this.#source.sound();
  }

  get #usesFile(): boolean {
    return chosenValue(this.#panel, "live-source") === "file";
  }

  #listen(): void {
    const panel = this.#panel;
    panel.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.name !== "live-source") return;
      this.close();
      this.#showSource();
    });
    const file = part(panel, "live-file", HTMLInputElement);
    file.addEventListener("change", () => {
      this.#file = file.files?.[0] ?? this.#file;
      // The same file may be chosen again.
      file.value = "";
      this.#showSource();
      if (this.#file) this.#play();
    });
    this.#camera.addEventListener("change", () => this.#controller && this.#play());
    this.#mirror.addEventListener("change", () => this.#showMirror());
    this.#video.addEventListener("ended", () => void this.#finishRecording());
    document.addEventListener("visibilitychange", () =>
      document.hidden ? this.#onHidden() : this.#onShown(),
    );
    part(panel, "live-whole", HTMLButtonElement).addEventListener("click", () => this.#paintAll());
  }

  /**
   * Stops while the page is hidden. A camera must not run unseen, nor start: it is only started again
   * by the visitor. A file resumes by itself; a recording ends.
   */
  #onHidden(): void {
    if (!(this.#usesFile ? this.#stream : this.#controller)) return;
    if (!this.#usesFile) {
      this.close();
      this.#pace.textContent = this.#context.text("studio.camera_hidden");
      return;
    }
    void this.#finishRecording();
    this.#halted = !this.#video.paused;
    this.#video.pause();
  }

  #onShown(): void {
    if (this.#halted) void this.#video.play();
    this.#halted = false;
  }

  #play(): void {
    this.#stop();
    this.#run().catch((error) => this.#fail(error));
  }

  async #run(): Promise<void> {
    const controller = this.#begin();
    const { signal } = controller;
    const { text } = this.#context;
    this.#waiting.show(text("live.getting_ready"), 0, 1);
    this.#original(true);
    try {
      await this.#open(signal);
      const stream = new LiveStream(this.#context, this.#video, {
        onProgress: (event) => this.#showProgress(event),
        onFrame: (frame) => this.#show(frame),
        onError: (error) => this.#fail(error),
      });
      this.#stream = stream;
      this.#showMirror();
      signal.addEventListener("abort", () => stream.stop(), { once: true });
      await stream.run();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #begin(): AbortController {
    hideError();
    const controller = new AbortController();
    this.#controller = controller;
    setWords(this.#start, this.#context.text("live.stop"));
    this.#panel.dataset.live = "starting";
    return controller;
  }

  async #open(signal: AbortSignal): Promise<void> {
    if (this.#usesFile) {
      const { text } = this.#context;
      if (!this.#file) throw new StudioError(text("live.no_file"));
      return await this.#source.showFile(this.#file, signal);
    }
    const onLost = (error: unknown) => this.#fail(error);
    // The next frame says again how many there are.
    const onPaused = () => {
      this.#pace.textContent = this.#context.text("studio.camera_paused");
    };
    const chosen = this.#camera.value;
    this.#mirror.checked = await this.#source.showCamera(chosen, signal, onLost, onPaused);
    await this.#showCameras();
  }

  /** Uses a line that is there anyway while the stream runs, so that the layout does not shift. */
  #showProgress(event: ProgressEvent): void {
    const words = describeProgress(event);
    if (this.#shown) this.#pace.textContent = words;
    else this.#waiting.show(words, event.loaded, event.total);
  }

  async #show(frame: Frame): Promise<void> {
    if (!this.#stream) return;
    this.#frame = frame;
    const { image, pace, changing } = frame;
    const canvas = this.#canvas;
    if (canvas.width !== image.width) canvas.width = image.width;
    if (canvas.height !== image.height) canvas.height = image.height;
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    if (!this.#shown) this.#onFirst();
    if (!changing) this.#pace.textContent = "";
    this.#describe(image, pace);
    await this.#capture.add(canvas, frame);
  }

  /** @param pace milliseconds that a frame takes, if that is known */
  #describe({ width, height }: ImageData, pace: number | undefined): void {
    const { recipe, text } = this.#context;
    const size = { width: String(width), height: String(height) };
    const count = Math.max(Math.round(1000 / (pace ?? 1000)), 1);
    const photo = this.#usesFile ? this.stem : text("live.camera");
    this.#shown?.describe({
      title: text("studio.painting_title", { photo, style: stylesOf(recipe.value) }),
      facts: text(pace === undefined ? "studio.facts_size" : "live.pace", { ...size, count }),
      savable: true,
    });
  }

  #onFirst(): void {
    this.#view.hidden = false;
    this.#shown = this.#context.show({
      view: this.#view,
      save: () => this.#capture.saveFrame(),
      leave: () => this.#stop(),
    });
    this.#waiting.hide();
    this.#capture.enable(true);
    this.#panel.dataset.live = "running";
    this.#context.announce(this.#context.text("live.running"));
  }

  /** Ends whatever runs; a recording is kept. */
  #stop(): void {
    void this.#finishRecording();
    this.#controller?.abort();
    this.#controller = undefined;
    this.#stream = undefined;
    this.#frame = undefined;
    this.#shown?.remove();
    this.#shown = undefined;
    this.#view.hidden = true;
    this.#halted = false;
    this.#video.pause();
    // A file that plays can be started again; a camera, and what does not play, is released.
    if (!this.#usesFile || this.#video.videoWidth === 0) {
      this.#source.close();
      this.#original(false);
    }
    this.#waiting.hide();
    this.#wholeWaiting.hide();
    this.#capture.enable(false);
    this.#pace.textContent = "";
    setWords(this.#start, this.#context.text("live.start"));
    this.#panel.dataset.live = "idle";
  }

  #fail(error: unknown): void {
    this.#stop();
    this.#context.fail(error);
  }

  async #finishRecording(): Promise<void> {
    try {
      await this.#capture.finish();
    } catch (error) {
      this.#context.fail(error);
    }
  }

  /** Paints every frame of the file into a video. */
  async #paintAll(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    this.#stop();
    const { signal } = this.#begin();
    const release = this.#context.pause();
    const { text } = this.#context;
    this.#paintsWhole = true;
    try {
      const video = await this.#painted(file, signal);
      const format = chosenValue(this.#panel, "live-format");
      const name = `${this.stem}-${text("live.painted_suffix")}.${format}`;
      if (this.#context.save(video, name)) this.#context.announce(text("live.whole_done"));
      this.#stop();
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      this.#paintsWhole = false;
      release();
    }
  }

  async #painted(file: File, signal: AbortSignal): Promise<Blob> {
    const { text, recipe } = this.#context;
    this.#wholeWaiting.show(text("live.getting_ready"), 0, 1);
    if (this.#video.videoWidth === 0) await this.#source.showFile(file, signal);
    this.#video.pause();
    const { videoWidth, videoHeight } = this.#video;
    const long = Math.min(
      Math.max(videoWidth, videoHeight),
      chosenSide(recipe.value) ?? WHOLE_SIDE,
    );
    const [width, height] = fitted(videoWidth, videoHeight, long);
    const first = await createImageBitmap(this.#video);
    const steady = part(this.#panel, "live-steady", HTMLInputElement).checked;
    const call = { signal, size: long, steady };
    const painter = await this.#context.prepare(recipe.value, first, {
      ...call,
      onProgress: (event) =>
        this.#wholeWaiting.show(describeProgress(event), event.loaded, event.total),
    });
    const began = performance.now();
    const onProgress = (share: number) => {
      const spent = (performance.now() - began) / 1000;
      const left = share > 0 ? duration((spent / share) * (1 - share)) : "…";
      this.#wholeWaiting.show(text("live.whole_left", { share: percent(share), left }), share, 1);
    };
    const { paintedVideo } = await import("./whole");
    const whole = {
      file,
      format: chosenValue(this.#panel, "live-format") as VideoFormat,
      sides: { width, height },
      signal,
      paint: (frame: ImageData, time: number) => painter.paint(frame, { signal, time }),
      onProgress,
    };
    try {
      return await paintedVideo(whole, text("live.video_unreadable"));
    } finally {
      painter.dispose();
    }
  }

  #showSource(): void {
    const file = this.#usesFile;
    part(this.#panel, "live-camera-options", HTMLElement).hidden = file;
    part(this.#panel, "live-file-options", HTMLElement).hidden = !file;
    part(this.#panel, "live-camera-note", HTMLElement).hidden = file;
    part(this.#panel, "live-file-note", HTMLElement).hidden = !file;
    const whole = part(this.#panel, "live-whole-options", HTMLElement);
    whole.hidden = !(file && this.#file && hasEncoder());
  }

  /** Browsers name the cameras only once one was allowed. */
  async #showCameras(): Promise<void> {
    const found = await cameras();
    const chosen = this.#camera.value;
    const options = found.map(({ id, label }, index) => {
      const fallback = this.#context.text("live.camera_number", { number: index + 1 });
      return new Option(label || fallback, id, false, id === chosen);
    });
    this.#camera.replaceChildren(...options);
    part(this.#panel, "live-cameras", HTMLElement).hidden = found.length < 2;
  }

  #showMirror(): void {
    const mirrored = this.#mirror.checked && !this.#usesFile;
    if (this.#stream) this.#stream.mirrored = mirrored;
    part(this.#panel, "live-original", HTMLElement).classList.toggle("mirrored", mirrored);
  }

  #showRecipe({ styles }: Recipe): void {
    this.#picker.choose(styles.length === 1 ? styles.map(({ source }) => source) : []);
  }

  #original(shown: boolean): void {
    part(this.#panel, "live-original", HTMLElement).hidden = !shown;
  }
}
