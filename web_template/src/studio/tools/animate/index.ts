// Animate: from the photo to the painting, or from style to style, as a video or a GIF.

import { chosenValue, part, Slider, setWords, Waiting } from "../../controls/panel";
import { StylePicker } from "../../controls/picker";
import { MOST_STYLES, type Recipe, type StyleSource, titleOf } from "../../model/recipe";
import { duration } from "../../page/format";
import { askBeforeLeaving } from "../../page/leaving";
import { describeProgress } from "../../page/progress";
import { hideError } from "../../page/status";
import { StudioError } from "../../page/studio-error";
import type { PaintCall } from "../../painting/call";
import type { ShownGuest, StudioContext, Tool, ToolView } from "../../tool";
import type { VideoFormat } from "../../video/formats";
import { videoFormats } from "../../video/supported";
import type { Dithering } from "./dither";
import type { FrameStore } from "./frame-store";
import { paintFrames, type Stop, strengthStops, styleStops } from "./paint";
import { Player } from "./player";
import { type Course, frameCount, moments, type Timing } from "./timeline";

/** Styles that an animation goes through at least. */
const LEAST_STYLES = 2;

/** What was painted last. */
interface Animation {
  readonly recipe: Recipe;
  readonly frames: FrameStore;
  readonly rate: number;
  readonly course: Course;
}

export const tool: Tool = {
  mount: (panel, context) => new AnimateTool(panel, context),
};

class AnimateTool implements ToolView {
  readonly #panel: HTMLElement;
  readonly #context: StudioContext;
  readonly #picker: StylePicker;
  readonly #duration: Slider;
  readonly #player: Player;
  readonly #view: HTMLElement;
  readonly #play: HTMLButtonElement;
  readonly #waiting: Waiting;
  readonly #expected: HTMLElement;
  #animation: Animation | undefined;
  /** The one that was saved last, or none where there is none to save. */
  #saved: Animation | undefined;
  #controller: AbortController | undefined;
  #shown: ShownGuest | undefined;

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#panel = panel;
    this.#context = context;
    this.#view = part(panel, "animate-view", HTMLElement);
    this.#play = part(panel, "animate-play", HTMLButtonElement);
    this.#expected = part(panel, "animate-expected", HTMLElement);
    this.#waiting = new Waiting(panel, "animate-progress", () => this.#cancel());
    const canvas = part(panel, "animate-canvas", HTMLCanvasElement);
    this.#player = new Player(canvas, (playing) => this.#showPlaying(playing));
    this.#duration = new Slider(panel, "animate-duration", duration);
    this.#picker = new StylePicker(part(panel, "animate-styles", HTMLElement), context.styles, {
      name: "animate-style",
      most: MOST_STYLES,
      onPick: () => this.#showExpected(),
    });
    this.#picker.choose(firstStyles(context));
    panel.addEventListener("input", () => this.#showExpected());
    context.recipe.subscribe(() => this.#showExpected());
    this.#play.addEventListener("click", () => this.#togglePlay());
    this.#onClick("animate-paint", () => this.#paint());
    part(panel, "animate-save", HTMLButtonElement).addEventListener("click", () => this.#save());
    this.#showExpected();
    askBeforeLeaving(() => this.#controller !== undefined || this.#animation !== this.#saved);
  }

  open(): void {
    this.#showFormats().catch((error) => this.#context.fail(error));
    this.#showExpected();
    if (this.#animation) this.#showView();
  }

  close(): void {
    this.#cancel();
    this.#player.stop();
    this.#remove();
  }

  get #recipe(): Recipe {
    return this.#context.recipe.value;
  }

  get #timing(): Timing {
    const rate = Number(chosenValue(this.#panel, "animate-rate"));
    return { duration: this.#duration.value, rate };
  }

  get #size(): number {
    const { width, height } = this.#recipe.photo;
    const asked = Number(part(this.#panel, "animate-size", HTMLSelectElement).value);
    return Math.min(asked, Math.max(width, height));
  }

  get #course(): Course {
    return chosenValue(this.#panel, "animate-course") as Course;
  }

  /** The styles that the animation goes through; none where it goes from photo to painting. */
  get #styles(): readonly StyleSource[] {
    if (chosenValue(this.#panel, "animate-what") !== "styles") return [];
    return this.#picker.chosen.map((picture) => ({ kind: "picture", picture }));
  }

  async #paint(): Promise<void> {
    const recipe = this.#recipe;
    const { text } = this.#context;
    const styles = this.#styles;
    if (chosenValue(this.#panel, "animate-what") === "styles" && styles.length < LEAST_STYLES) {
      throw new StudioError(text("animate.too_few"));
    }
    const course = this.#course;
    const timing = this.#timing;
    this.#player.load(undefined, 0, false);
    this.#animation = undefined;
    this.#saved = undefined;
    await this.#work(async (call) => {
      const stops = styles.length > 0 ? styleStops(recipe, styles) : strengthStops(recipe);
      const frames = await this.#paintFrames(recipe, stops, course, timing, call);
      this.#animation = { recipe, frames, rate: timing.rate, course };
      this.#player.load(frames, timing.rate, course !== "once");
      this.#context.announce(text("animate.done", { count: frames.count }));
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) void this.#player.play();
    });
  }

  async #paintFrames(
    recipe: Recipe,
    stops: readonly Stop[],
    course: Course,
    timing: Timing,
    call: PaintCall,
  ): Promise<FrameStore> {
    const path = moments(stops.length, course, timing);
    let began: number | undefined;
    return await paintFrames(this.#context, recipe, stops, path, {
      ...call,
      size: this.#size,
      onFrame: (image, done) => {
        if (done === 1) this.#showView();
        this.#player.show(image);
        // The first frame also prepares for the others.
        began ??= performance.now();
        this.#showSteps("painting_frame", began, done, path.length, 1);
      },
    });
  }

  #save(): void {
    this.#write().catch((error) => this.#context.fail(error));
  }

  async #write(): Promise<void> {
    const animation = this.#animation;
    if (!animation) return;
    const format = chosenValue(this.#panel, "animate-format");
    await this.#work(async ({ signal }) => {
      const began = performance.now();
      const onProgress = (done: number, total: number) =>
        this.#showSteps("writing_frame", began, done, total);
      const { frames, rate, course } = animation;
      const options = { rate, signal, onProgress };
      const blob = await (format === "gif"
        ? this.#gif(frames, { ...options, repeats: course !== "once" })
        : this.#film(frames, { ...options, format: format as VideoFormat }));
      if (this.#context.save(blob, this.#name(animation.recipe, format))) this.#saved = animation;
    });
  }

  async #gif(
    frames: FrameStore,
    options: Omit<Parameters<typeof import("./gif").gifOf>[1], "dithering">,
  ): Promise<Blob> {
    const { gifOf } = await import("./gif");
    const dithering = chosenValue(this.#panel, "animate-dithering") as Dithering;
    return await gifOf(frames, { ...options, dithering });
  }

  async #film(
    frames: FrameStore,
    options: Parameters<typeof import("./film").filmOf>[1],
  ): Promise<Blob> {
    const { filmOf } = await import("./film");
    return await filmOf(frames, options);
  }

  #name({ photo, styles }: Recipe, extension: string): string {
    const [first] = styles;
    const style = first ? titleOf(first.source) : "";
    const stem = `${photo.stem}-${style}`.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    return `${stem}.${extension}`;
  }

  /** Runs what takes a while; it can be cancelled, and the studio does not paint meanwhile. */
  async #work(job: (call: PaintCall) => Promise<void>): Promise<void> {
    this.#cancel();
    hideError();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.#panel.dataset.animate = "working";
    const { text } = this.#context;
    this.#waiting.show(text("animate.getting_ready"), 0, 1);
    this.#showBusy(true);
    const release = this.#context.pause();
    try {
      await job({
        signal,
        onProgress: (event) => {
          // Frames are counted as a whole.
          if (event.stage === "paint") return;
          this.#waiting.show(describeProgress(event), event.loaded, event.total);
        },
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      release();
      if (this.#controller === controller) this.#end();
    }
  }

  #cancel(): void {
    if (!this.#controller) return;
    this.#controller.abort();
    this.#end();
    this.#context.announce(this.#context.text("studio.cancelled"));
  }

  #end(): void {
    this.#controller = undefined;
    this.#waiting.hide();
    this.#showBusy(false);
    this.#panel.dataset.animate = this.#animation ? "done" : "idle";
    if (this.#animation) this.#describe();
    else this.#remove();
  }

  #showBusy(busy: boolean): void {
    part(this.#panel, "animate-paint", HTMLButtonElement).disabled = busy;
    part(this.#panel, "animate-keep", HTMLFieldSetElement).disabled = busy || !this.#animation;
    this.#play.disabled = !this.#animation;
  }

  /**
   * Shows which step is next, and how long the remaining ones will take.
   *
   * @param before number of steps that were done at the start
   */
  #showSteps(key: string, began: number, done: number, total: number, before = 0): void {
    const spent = (performance.now() - began) / 1000;
    const timed = done - before;
    const left = timed > 0 ? duration((spent / timed) * (total - done)) : "…";
    const words = this.#context.text(`animate.${key}`, { step: done, total, left });
    this.#waiting.show(words, done, total);
    this.#describe(words);
  }

  #showExpected(): void {
    const { text } = this.#context;
    const frames = frameCount(this.#timing);
    const one = this.#context.expect({ ...this.#recipe, size: undefined }, this.#size);
    const key = one === undefined ? "animate.frames" : "animate.frames_and_time";
    const time = duration(((one ?? 0) * frames) / 1000);
    this.#expected.textContent = text(key, { count: frames, time });
    const styles = chosenValue(this.#panel, "animate-what") === "styles";
    part(this.#panel, "animate-stops", HTMLElement).hidden = !styles;
    const gif = chosenValue(this.#panel, "animate-format") === "gif";
    part(this.#panel, "animate-colours", HTMLElement).hidden = !gif;
  }

  async #showFormats(): Promise<void> {
    const formats: readonly string[] = [
      ...(await videoFormats({ width: 512, height: 384 })),
      "gif",
    ];
    const inputs = this.#panel.querySelectorAll<HTMLInputElement>('input[name="animate-format"]');
    for (const input of inputs) {
      const possible = formats.includes(input.value);
      input.closest("label")?.toggleAttribute("hidden", !possible);
      if (!possible && input.checked) input.checked = false;
    }
    if (!chosenValue(this.#panel, "animate-format")) {
      const first = [...inputs].find(({ value }) => value === formats[0]);
      if (first) first.checked = true;
    }
    this.#showExpected();
  }

  #showView(): void {
    this.#view.hidden = false;
    this.#shown ??= this.#context.show({
      view: this.#view,
      save: () => this.#save(),
      leave: () => this.close(),
    });
    if (this.#animation) this.#describe();
  }

  #remove(): void {
    this.#shown?.remove();
    this.#shown = undefined;
  }

  /** @param progress what is done at present, if something is */
  #describe(progress?: string): void {
    const { text } = this.#context;
    const { recipe, frames } = this.#animation ?? {};
    const photo = (recipe ?? this.#recipe).photo.title;
    const size = { width: String(frames?.width), height: String(frames?.height) };
    this.#shown?.describe({
      title: text("animate.caption", { photo }),
      facts: progress ?? text("animate.facts", { ...size, count: frames?.count ?? 0 }),
      savable: progress === undefined,
    });
  }

  #togglePlay(): void {
    if (this.#player.playing) this.#player.stop();
    else void this.#player.play();
  }

  #showPlaying(playing: boolean): void {
    setWords(this.#play, this.#context.text(playing ? "animate.pause" : "animate.play"));
  }

  #onClick(id: string, listener: () => Promise<void>): void {
    part(this.#panel, id, HTMLButtonElement).addEventListener("click", () => {
      listener().catch((error) => this.#context.fail(error));
    });
  }
}

/** The recipe's styles, and others up to the least number. */
function firstStyles({ recipe, styles }: StudioContext): StyleSource[] {
  const used = recipe.value.styles.map(({ source }) => source);
  const others = styles.all.value
    .filter(
      (picture) => !used.some((source) => source.kind === "picture" && source.picture === picture),
    )
    .map((picture): StyleSource => ({ kind: "picture", picture }));
  return [...used, ...others.slice(0, Math.max(LEAST_STYLES - used.length, 0))];
}
