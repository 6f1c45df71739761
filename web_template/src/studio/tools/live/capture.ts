// What is kept of a stream: snapshots and a recording.

import { chosenValue, part, setWords } from "../../controls/panel";
import { duration } from "../../page/format";
import { StudioError } from "../../page/studio-error";
import { encoded } from "../../pixels/encode";
import type { StudioContext } from "../../tool";
import type { VideoFormat } from "../../video/formats";
import { videoFormats } from "../../video/supported";
import { Recording } from "./recording";
import type { ElementSound } from "./sound";
import type { Frame } from "./stream";

export interface CaptureSource {
  /** The picture that is painted, in its own size. */
  still(): HTMLCanvasElement | undefined;
  /** The frame that was painted last. */
  readonly frame: Frame | undefined;
  /** The stem of the names of what is kept. */
  readonly stem: string;
  /** What is heard meanwhile, if anything. */
  sound(): Promise<ElementSound | undefined>;
}

export class Capture {
  readonly #panel: HTMLElement;
  readonly #context: StudioContext;
  readonly #source: CaptureSource;
  readonly #fieldset: HTMLFieldSetElement;
  readonly #record: HTMLButtonElement;
  #recording: Recording | undefined;
  #beginning = false;
  #format: VideoFormat = "webm";
  #snapshot: { readonly blob: Blob; readonly name: string } | undefined;
  #count = 0;

  constructor(panel: HTMLElement, context: StudioContext, source: CaptureSource) {
    this.#panel = panel;
    this.#context = context;
    this.#source = source;
    this.#fieldset = part(panel, "live-keep", HTMLFieldSetElement);
    this.#record = part(panel, "live-record", HTMLButtonElement);
    const onClick = (id: string, listener: () => Promise<void>) =>
      part(panel, id, HTMLButtonElement).addEventListener("click", () => {
        listener().catch((error) => context.fail(error));
      });
    onClick("live-snapshot", () => this.#takeSnapshot());
    onClick("live-record", () => (this.#recording ? this.finish() : this.#begin()));
    onClick("live-save", async () => this.#saveSnapshot());
  }

  /** Whether a recording is under way. */
  get recording(): boolean {
    return this.#recording !== undefined;
  }

  /** Offers what can be kept while a stream runs. */
  enable(enabled: boolean): void {
    this.#fieldset.disabled = !enabled;
  }

  /** Offers the formats that can be written here. */
  async showFormats(): Promise<void> {
    const formats = await videoFormats({ width: 640, height: 480 });
    const inputs = this.#panel.querySelectorAll<HTMLInputElement>('input[name="live-format"]');
    for (const input of inputs) {
      const possible = formats.includes(input.value as VideoFormat);
      input.closest("label")?.toggleAttribute("hidden", !possible);
      if (input.value === formats[0]) input.checked = true;
    }
    this.#record.hidden = formats.length === 0;
  }

  /** Saves the frame that is shown. */
  saveFrame(): void {
    this.#takeSnapshot()
      .then(() => this.#saveSnapshot())
      .catch((error) => this.#context.fail(error));
  }

  #saveSnapshot(): void {
    if (this.#snapshot) this.#context.save(this.#snapshot.blob, this.#snapshot.name);
  }

  /** Records a painted frame, if it is recording. */
  async add(canvas: HTMLCanvasElement, { time }: Frame): Promise<void> {
    const recording = this.#recording;
    if (!recording) return;
    try {
      await recording.add(canvas, time);
    } catch (error) {
      console.warn("The recording ended early.", error);
      if (this.#recording === recording) await this.#endEarly();
      return;
    }
    const length = duration(recording.seconds);
    if (this.#recording) setWords(this.#record, this.#text("stop_recording", { length }));
  }

  /** Ends the recording, if there is one, and hands it to the visitor. */
  async finish(): Promise<void> {
    const recording = this.#recording;
    if (!recording) return;
    this.#recording = undefined;
    setWords(this.#record, this.#text("record"));
    this.#record.removeAttribute("aria-pressed");
    const video = await recording.finish();
    if (!video) return;
    const saved = this.#context.save(video, this.#name(this.#format));
    if (saved) this.#context.announce(this.#text("recorded"));
  }

  /** The encoder takes no more: what it has written is saved, where there is any; painting goes on. */
  async #endEarly(): Promise<void> {
    const saved = await this.finish().then(
      () => true,
      () => false,
    );
    const key = saved ? "recording_cut" : "recording_lost";
    this.#context.fail(new StudioError(this.#text(key)));
  }

  async #begin(): Promise<void> {
    const { frame } = this.#source;
    if (!frame || this.#beginning) return;
    this.#beginning = true;
    try {
      this.#format = chosenValue(this.#panel, "live-format") as VideoFormat;
      const sound = await this.#source.sound();
      const recording = await Recording.begin(this.#format, frame.image, sound);
      // The stream may have stopped meanwhile.
      if (!this.#source.frame) return await recording.cancel();
      this.#recording = recording;
    } finally {
      this.#beginning = false;
    }
    setWords(this.#record, this.#text("stop_recording", { length: duration(0) }));
    this.#record.ariaPressed = "true";
    this.#context.announce(this.#text("recording"));
  }

  /** The painted frame becomes a result, and the picture it was painted from a photo. */
  async #takeSnapshot(): Promise<void> {
    const { frame } = this.#source;
    const still = this.#source.still();
    if (!frame || !still) return;
    const name = this.#name("png");
    const photo = await this.#context.photos.add(await fileOf(still, name));
    const { image, pace } = frame;
    const recipe = { ...this.#context.recipe.value, photo, regions: undefined };
    this.#context.keep({ recipe, image, milliseconds: pace ?? 0 });
    this.#snapshot = { blob: await encoded(image, { type: "image/png", quality: 1 }), name };
    const shown = part(this.#panel, "live-kept-image", HTMLImageElement);
    URL.revokeObjectURL(shown.src);
    shown.src = URL.createObjectURL(this.#snapshot.blob);
    part(this.#panel, "live-kept", HTMLElement).hidden = false;
    this.#context.announce(this.#text("snapshot_taken"));
  }

  #name(extension: string): string {
    this.#count++;
    return `${this.#source.stem}-${this.#count}.${extension}`;
  }

  #text(key: string, values?: Readonly<Record<string, string>>): string {
    return this.#context.text(`live.${key}`, values);
  }
}

async function fileOf(canvas: HTMLCanvasElement, name: string): Promise<File> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The canvas gave no picture.");
  return new File([blob], name, { type: blob.type });
}
