// Decides what is painted when: a quick preview during a change, the finished picture after it.
//
// One job runs at a time and the next begins when it ends, so that results cannot arrive out of
// order. A change aborts a finished picture, but not a preview: that takes little time, and during a
// long drag the visitor should see something.

import type { ProgressEvent } from "../../api/types";
import type { Sides } from "../../shared/passes";
import type { Recipe } from "../model/recipe";
import { type SetSummary, transformers } from "../model/site";
import { checkCanvas, fitsCanvas } from "../pixels/canvas-limits";
import type { PaintCall } from "./call";
import type { Painters } from "./painters";
import type { Painted, PaintedPass, PaintRequest, Pipeline } from "./pipeline";
import { PreviewSize } from "./preview-size";

/** Milliseconds after the last change at which the finished picture is painted. */
const REST = 250;

/** Up to this many times a preview's pixels, a swift picture is painted without a preview. */
const SOON = 2;

/** Long side in pixels up to which the first preview of a set has the finished picture's size. */
const FIRST_PREVIEW = 768;

/** Parts of the recipe that previews do not show. */
const SETTLED: readonly (keyof Recipe)[] = ["set", "quality", "size"];

export type PaintKind = "preview" | "finish";

export interface PaintListener {
  onBegin(kind: PaintKind): void;
  onProgress(kind: PaintKind, event: ProgressEvent): void;
  /** A finished picture is laid in: finer strokes are still to come. */
  onPass(pass: PaintedPass, sides: Sides): void;
  /** @param sides width and height of the finished picture, which for a preview is still to come */
  onPainted(kind: PaintKind, painted: Painted, sides: Sides): void;
  onError(error: unknown): void;
}

interface Job {
  readonly kind: PaintKind;
  readonly controller: AbortController;
  readonly recipe: Recipe;
  /** A finished picture that a larger one is to take the place of. */
  small?: { readonly painted: Painted; readonly sides: Sides };
}

export class PaintScheduler {
  readonly #listener: PaintListener;
  readonly #painters: Painters;
  readonly #pipeline: Pipeline;
  readonly #recipe: () => Recipe;
  readonly #sides: (recipe: Recipe, last?: Painted) => Sides;
  readonly #previewSizes = new Map<string, PreviewSize>();
  /** Names of the sets of which a finished picture was painted. */
  readonly #finished = new Set<string>();
  #wantsPreview = false;
  #wantsFinish = false;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #job: Job | undefined;
  /** Whether the painter may still be working on an aborted job. */
  #hasLeftOver = false;
  #pauses = 0;
  #tookUp = false;
  /** Whether there was a change during a pause. */
  #missed = false;

  /**
   * @param recipe gives the recipe as it is now
   * @param sides gives width and height in pixels of a recipe's painting, by what is known of this
   *   machine's pace, the last picture that it painted included
   */
  constructor(
    painters: Painters,
    pipeline: Pipeline,
    recipe: () => Recipe,
    sides: (recipe: Recipe, last?: Painted) => Sides,
    listener: PaintListener,
  ) {
    this.#painters = painters;
    this.#pipeline = pipeline;
    this.#recipe = recipe;
    this.#sides = sides;
    this.#listener = listener;
  }

  /** Whether there was a first paint, after which the painting follows every change. */
  get begun(): boolean {
    return this.#painters.begun || this.#tookUp;
  }

  /** Follows every change from now on, as after a first paint: an earlier painting is shown. */
  takeUp(): void {
    this.#tookUp = true;
  }

  /**
   * Paints a change: previews, where they show it, and the finished picture after the last change.
   *
   * The first change begins it, unless it is one that the picture does not show, or the visitor
   * wants to save data: then painting waits for being asked.
   */
  follow(recipe: Recipe, before: Recipe): void {
    const keys = new Set([...Object.keys(recipe), ...Object.keys(before)]) as Set<keyof Recipe>;
    const changed = [...keys].filter((key) => !Object.is(recipe[key], before[key]));
    const shows = changed.some((key) => !SETTLED.includes(key));
    if (this.begun || (shows && !savesData())) this.#change(shows);
  }

  /** Paints the finished picture now, after a preview where that comes much sooner. */
  paint(): void {
    this.#stop();
    this.#wantsPreview = this.#takesLong(this.#recipe());
    this.#wantsFinish = true;
    this.#next();
  }

  /**
   * Stops the job that runs, those that wait, and the downloads they wait for. A picture that was
   * finished already, and was only to become larger, is the painting then.
   */
  cancel(): void {
    const small = this.#job?.small;
    this.#stop();
    this.#painters.cancel();
    if (small) this.#show("finish", small.painted, small.sides);
  }

  get paused(): boolean {
    return this.#pauses > 0;
  }

  /** Paints nothing until the returned function is called, which paints what changed meanwhile. */
  pause(): () => void {
    this.#pauses++;
    this.#missed ||= this.#wantsFinish || this.#job !== undefined || this.#rest !== undefined;
    this.#stop();
    let paused = true;
    return () => {
      if (!paused) return;
      paused = false;
      this.#pauses--;
      if (this.#pauses > 0 || !this.#missed) return;
      this.#missed = false;
      this.paint();
    };
  }

  #change(preview: boolean): void {
    if (this.#pauses > 0) {
      this.#missed = true;
      return;
    }
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#wantsFinish = true;
      this.#next();
    }, REST);
    this.#wantsFinish = false;
    if (preview) this.#wantsPreview = true;
    if (this.#job && !this.#endsSoon(this.#job)) this.#abort();
    this.#next();
  }

  #endsSoon({ kind, recipe }: Job): boolean {
    return kind === "preview" && this.#painters.ready(recipe.set.name) !== undefined;
  }

  #stop(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#wantsPreview = false;
    this.#wantsFinish = false;
    this.#abort();
  }

  #abort(): void {
    if (!this.#job) return;
    if (this.#painters.ready(this.#job.recipe.set.name)) this.#hasLeftOver = true;
    this.#job.controller.abort();
    this.#job = undefined;
  }

  #next(): void {
    if (this.#job) return;
    if (this.#wantsPreview) {
      this.#wantsPreview = false;
      void this.#run("preview");
    } else if (this.#wantsFinish) {
      this.#wantsFinish = false;
      void this.#run("finish");
    }
  }

  async #run(kind: PaintKind): Promise<void> {
    const recipe = this.#recipe();
    const job: Job = { kind, controller: new AbortController(), recipe };
    const { signal } = job.controller;
    this.#job = job;
    this.#listener.onBegin(kind);
    const onProgress = (event: ProgressEvent) => {
      if (!signal.aborted) this.#listener.onProgress(kind, event);
    };
    try {
      // How fast this machine is, and with that the size, is known once the networks are there.
      if (kind === "finish" && recipe.size === "auto") {
        await this.#painters.get(recipe.set.name, { signal, onProgress });
        await fitsCanvas(recipe.photo.width, recipe.photo.height);
      }
      await this.#paint(job, this.#sides(recipe), onProgress);
    } catch (error) {
      if (signal.aborted) return;
      const { small } = job;
      this.#stop();
      if (!small) this.#listener.onError(error);
      else {
        console.warn("The painting stays as small as it is.", error);
        this.#show(kind, small.painted, small.sides);
      }
    } finally {
      if (this.#job === job) this.#job = undefined;
      this.#next();
    }
  }

  /** Paints a job's picture, and then a larger one where this machine is found to be quick enough. */
  async #paint(job: Job, sides: Sides, onProgress: PaintCall["onProgress"]): Promise<void> {
    const { kind, recipe } = job;
    const { signal } = job.controller;
    await checkCanvas(...sides);
    const onPass = (image: ImageData) => {
      if (!signal.aborted) this.#listener.onPass({ image, recipe }, sides);
    };
    const request = this.#request(kind, recipe, sides);
    const call = { signal, onProgress, ...(kind === "finish" && { onPass }) };
    const painted = await this.#pipeline.paint(recipe, request, call);
    if (signal.aborted) return;
    const larger = kind === "finish" && !job.small ? this.#sides(recipe, painted) : sides;
    if (Math.max(...larger) <= Math.max(...sides)) {
      this.#show(kind, painted, sides);
      return;
    }
    job.small = { painted, sides };
    this.#listener.onPass(painted, larger);
    await this.#paint(job, larger, onProgress);
  }

  #show(kind: PaintKind, painted: Painted, sides: Sides): void {
    const { recipe, image, milliseconds, transformer, fresh } = painted;
    const alone = !this.#hasLeftOver && fresh;
    this.#hasLeftOver = false;
    if (alone && transformer === transformers(recipe.set)[0]) {
      this.#previewSize(recipe.set).note(image, milliseconds);
    }
    if (kind === "finish") this.#finished.add(recipe.set.name);
    this.#listener.onPainted(kind, painted, sides);
  }

  #request(kind: PaintKind, recipe: Recipe, sides: Sides): PaintRequest {
    return kind === "finish"
      ? { size: Math.max(...sides), quality: recipe.quality }
      : { size: this.#previewSide(recipe), quality: "swift", draft: true };
  }

  #previewSize({ name }: SetSummary): PreviewSize {
    const known = this.#previewSizes.get(name) ?? new PreviewSize();
    this.#previewSizes.set(name, known);
    return known;
  }

  /** Long side of a preview in pixels, at most the finished picture's. */
  #previewSide(recipe: Recipe): number {
    const long = Math.max(...this.#sides(recipe));
    // The finer transformer may still have to be downloaded: until then previews are larger.
    if (!this.#finished.has(recipe.set.name)) return Math.min(long, FIRST_PREVIEW);
    return Math.min(this.#previewSize(recipe.set).side(recipe.photo), long);
  }

  /** Whether the finished picture takes so much longer than a preview that one is worth it. */
  #takesLong(recipe: Recipe): boolean {
    const swift = recipe.quality === "swift" || transformers(recipe.set).length === 1;
    const ratio = Math.max(...this.#sides(recipe)) / this.#previewSide(recipe);
    return !swift || ratio ** 2 > SOON;
  }
}

/** Whether the visitor asked the browser to save data; not all browsers say. */
function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
