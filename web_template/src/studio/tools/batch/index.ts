// Batch: many photos, one recipe.

import { chosenValue, part, Slider, Waiting } from "../../controls/panel";
import { ownPicture } from "../../model/pictures";
import type { Recipe } from "../../model/recipe";
import { errorText } from "../../page/error-text";
import { duration, percent } from "../../page/format";
import { askBeforeLeaving } from "../../page/leaving";
import { hideError } from "../../page/status";
import { StudioError } from "../../page/studio-error";
import { canWrite, encoded, extensionOf, type Format } from "../../pixels/encode";
import { checkFormat } from "../../pixels/limits";
import { stylesOf } from "../../stage/stage";
import type { ShownGuest, StudioContext, Tool, ToolView } from "../../tool";
import { picturesAmong, takeDrops } from "./intake";
import { freeName, NameList, type Taken } from "./names";
import { type Item, type PaintedFile, Queue } from "./queue";
import { Rows } from "./rows";
import { canWriteFolders, Folder, isUnanswered, saveZip } from "./save";

export const tool: Tool = {
  mount: (panel, context) => new BatchTool(panel, context),
};

class BatchTool implements ToolView {
  readonly #panel: HTMLElement;
  readonly #context: StudioContext;
  readonly #queue: Queue;
  readonly #rows: Rows;
  readonly #waiting: Waiting;
  readonly #end: HTMLElement;
  readonly #quality: Slider;
  #folder: Folder | undefined;
  /** Names of the paintings that are kept for the ZIP. */
  #names = new NameList();
  #controller: AbortController | undefined;
  /** Paintings that went into a ZIP. */
  readonly #saved = new WeakSet<PaintedFile>();
  readonly #view: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  #shown: ShownGuest | undefined;
  /** What the stage shows of the run. */
  #title = "";
  /** Whether the visitor went back to another painting meanwhile. */
  #left = false;
  /** When the run began, and what it has painted. */
  #began = 0;
  #painted = 0;

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#panel = panel;
    this.#context = context;
    const list = part(panel, "batch-list", HTMLElement);
    this.#rows = new Rows(list, context.text, (file) => this.#remove(file));
    this.#queue = new Queue((item) => this.#onItem(item));
    this.#waiting = new Waiting(panel, "batch-progress", () => this.#controller?.abort());
    this.#end = part(panel, "batch-end", HTMLElement);
    this.#view = part(panel, "batch-view", HTMLElement);
    this.#canvas = part(panel, "batch-canvas", HTMLCanvasElement);
    this.#quality = new Slider(panel, "batch-quality", (value) => percent(value / 100));
    part(panel, "batch-suffix", HTMLInputElement).value = context.text("batch.default_suffix");
    this.#listen();
    this.#showFormats();
    this.#showState();
    askBeforeLeaving(() => this.#controller !== undefined || this.#unsaved);
  }

  close(): void {
    this.#controller?.abort();
    this.#takeAway();
  }

  #listen(): void {
    const panel = this.#panel;
    for (const id of ["batch-files", "batch-directory"]) {
      const input = part(panel, id, HTMLInputElement);
      input.addEventListener("change", () => {
        this.#add([...(input.files ?? [])]);
        // The same files may be chosen again.
        input.value = "";
      });
    }
    takeDrops(
      () => !panel.hidden,
      (over) => part(panel, "batch-drop", HTMLElement).classList.toggle("target", over),
      (files) =>
        files.then((found) => this.#add(found)).catch((error) => this.#context.fail(error)),
    );
    panel.addEventListener("change", () => this.#showFormats());
    this.#onClick("batch-start", () => this.#run());
    this.#onClick("batch-clear", async () => this.#clear());
    this.#onClick("batch-zip", () => this.#zip());
    this.#onClick("batch-folder", () => this.#chooseFolder());
  }

  #add(files: readonly File[]): void {
    hideError();
    const pictures = picturesAmong(files);
    if (pictures.length === 0) {
      this.#context.fail(new StudioError(this.#context.text("batch.no_pictures")));
      return;
    }
    this.#queue.add(pictures);
    this.#context.announce(this.#context.text("batch.added", { count: pictures.length }));
    this.#showState();
  }

  async #run(): Promise<void> {
    if (this.#controller) return;
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.#end.textContent = "";
    this.#left = false;
    this.#began = performance.now();
    this.#painted = 0;
    this.#showState();
    const release = this.#context.pause();
    try {
      await this.#queue.run({
        signal,
        paint: (file) => this.#paint(file, signal),
        problem: errorText,
      });
    } finally {
      release();
      this.#controller = undefined;
      this.#showState();
      this.#announceEnd(signal.aborted);
    }
  }

  async #paint(file: File, signal: AbortSignal): Promise<PaintedFile> {
    const { recipe } = this.#context;
    const photo = await ownPicture(file, `batch-${file.name}`);
    try {
      const wanted = { ...recipe.value, photo, regions: undefined };
      checkFormat(...this.#context.sides(wanted), this.#format.type);
      const image = await this.#context.paint(wanted, { signal });
      const blob = await encoded(image, this.#format);
      signal.throwIfAborted();
      this.#show(image, wanted);
      return await this.#keep(photo.stem, blob);
    } finally {
      URL.revokeObjectURL(photo.url);
    }
  }

  /** Shows the painting that was finished last. */
  #show(image: ImageData, recipe: Recipe): void {
    if (this.#left || this.#panel.hidden) return;
    this.#canvas.width = image.width;
    this.#canvas.height = image.height;
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
    const names = { photo: recipe.photo.title, style: stylesOf(recipe) };
    this.#title = this.#context.text("studio.painting_title", names);
    this.#view.hidden = false;
    this.#shown ??= this.#context.show({
      view: this.#view,
      save: () => void this.#zip().catch((error) => this.#context.fail(error)),
      leave: () => {
        this.#left = true;
        this.#takeAway();
      },
    });
  }

  #describe(facts: string): void {
    const savable = this.#controller === undefined && this.#files.length > 0;
    this.#shown?.describe({ title: this.#title, facts, savable });
  }

  #takeAway(): void {
    this.#shown?.remove();
    this.#shown = undefined;
  }

  /** Writes a painting into the folder, or keeps it for the ZIP. */
  async #keep(stem: string, blob: Blob): Promise<PaintedFile> {
    const suffix = part(this.#panel, "batch-suffix", HTMLInputElement).value;
    const extension = extensionOf(this.#format.type);
    const free = (taken: Taken) => freeName(stem, suffix, extension, taken);
    if (this.#folder)
      return { name: await this.#written(this.#folder, free, blob), blob: undefined };
    const name = await free((taken) => this.#names.has(taken));
    this.#names.add(name);
    return { name, blob };
  }

  /** Writes a file of a name that is free in the folder; returns the name. */
  async #written(
    folder: Folder,
    free: (taken: Taken) => Promise<string>,
    blob: Blob,
  ): Promise<string> {
    try {
      const name = await free((taken) => folder.has(taken));
      await folder.write(name, blob);
      return name;
    } catch (cause) {
      const message = this.#context.text("batch.write_failed", { folder: folder.name });
      throw new StudioError(message, { cause });
    }
  }

  async #zip(): Promise<void> {
    const context = this.#context;
    const files = this.#files;
    try {
      const save = (zip: Blob, name: string) => context.save(zip, name);
      const saved = await saveZip(files, context.text("batch.zip_name"), save);
      if (!saved) return;
      for (const file of files) this.#saved.add(file);
      context.announce(context.text("batch.saved", { count: files.length }));
    } catch (cause) {
      if (!isUnanswered(cause)) throw new StudioError(context.text("batch.zip_failed"), { cause });
    }
  }

  async #chooseFolder(): Promise<void> {
    try {
      this.#folder = await Folder.choose();
    } catch (cause) {
      if (isUnanswered(cause)) return;
      throw new StudioError(this.#context.text("batch.no_folder"), { cause });
    }
    this.#showState();
  }

  /** The paintings that wait to be saved. */
  get #files(): readonly PaintedFile[] {
    return this.#queue.items.flatMap(({ painted }) => (painted?.blob ? [painted] : []));
  }

  get #unsaved(): boolean {
    return this.#files.some((file) => !this.#saved.has(file));
  }

  get #format(): Format {
    const type = chosenValue(this.#panel, "batch-format") as Format["type"];
    return { type, quality: this.#quality.value / 100 };
  }

  #remove(file: File): void {
    this.#queue.remove(file);
    this.#rows.remove(file);
    this.#showState();
    part(this.#panel, "batch-list", HTMLElement).focus();
  }

  #clear(): void {
    this.#controller?.abort();
    this.#takeAway();
    this.#queue.clear();
    this.#rows.clear();
    this.#names = new NameList();
    this.#end.textContent = "";
    this.#showState();
  }

  #onItem(item: Item): void {
    this.#rows.show(item);
    if (item.state === "done" || item.state === "failed") this.#painted++;
    if (this.#controller) this.#showProgress();
  }

  #showProgress(): void {
    const { items } = this.#queue;
    const done = items.filter(({ state }) => state === "done" || state === "failed").length;
    const each = (performance.now() - this.#began) / 1000 / this.#painted;
    const left = this.#painted > 0 ? duration(each * (items.length - done)) : "…";
    const values = { step: Math.min(done + 1, items.length), total: items.length, left };
    const words = this.#context.text("batch.progress", values);
    this.#waiting.show(words, done, items.length);
    this.#describe(words);
  }

  #showState(): void {
    const { items } = this.#queue;
    const { text } = this.#context;
    const running = this.#controller !== undefined;
    const empty = items.length === 0;
    const button = (id: string) => part(this.#panel, id, HTMLButtonElement);
    this.#panel.dataset.batch = running ? "running" : empty ? "empty" : "idle";
    button("batch-start").disabled = running || empty;
    button("batch-clear").disabled = empty;
    button("batch-zip").disabled = running || this.#files.length === 0;
    button("batch-folder").hidden = !canWriteFolders();
    button("batch-folder").disabled = running;
    part(this.#panel, "batch-list", HTMLElement).hidden = empty;
    part(this.#panel, "batch-place", HTMLElement).textContent = this.#folder
      ? text("batch.into_folder", { name: this.#folder.name })
      : text("batch.into_zip");
    if (!running) this.#waiting.hide();
  }

  #announceEnd(aborted: boolean): void {
    const { text, announce } = this.#context;
    const count = (wanted: Item["state"]) =>
      this.#queue.items.filter(({ state }) => state === wanted).length;
    const words = aborted
      ? text("studio.cancelled")
      : text("batch.finished", { done: count("done"), failed: count("failed") });
    announce(words);
    this.#end.textContent = words;
    this.#describe(words);
  }

  #showFormats(): void {
    const inputs = this.#panel.querySelectorAll<HTMLInputElement>('input[name="batch-format"]');
    for (const input of inputs) {
      const label = input.closest("label");
      if (label) label.hidden = !canWrite(input.value as Format["type"]);
    }
    part(this.#panel, "batch-quality-field", HTMLElement).hidden =
      this.#format.type === "image/png";
  }

  #onClick(id: string, listener: () => Promise<void>): void {
    part(this.#panel, id, HTMLButtonElement).addEventListener("click", () => {
      listener().catch((error) => this.#context.fail(error));
    });
  }
}
