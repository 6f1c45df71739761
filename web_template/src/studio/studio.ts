// Connects the recipe, the pictures, the painters and the stage, and gives tools access to them.

import type { Backend } from "../api/backends";
import type { PictureSource, PrepareOptions } from "../api/types";
import { isFarLarger } from "../shared/pace";
import { DEFAULT_STROKES, passesOf, pixelsOfPasses, type Sides } from "../shared/passes";
import { checkSize } from "../shared/picture";
import type { FramePainter } from "../stylizer";
import { RecipeHistory } from "./model/history";
import { PictureList } from "./model/pictures";
import type { Recipe, StyleSource } from "./model/recipe";
import { type SetSummary, site } from "./model/site";
import { Store } from "./model/store";
import { errorText } from "./page/error-text";
import { mayDropDownloads } from "./page/framed";
import { showNotice } from "./page/notice";
import { announce, hideError, showError } from "./page/status";
import { text } from "./page/texts";
import type { PaintCall } from "./painting/call";
import { type PaintListener, PaintScheduler } from "./painting/paint-scheduler";
import { Painters } from "./painting/painters";
import { Pipeline } from "./painting/pipeline";
import type { Result, ResultFacts } from "./painting/result";
import { AutomaticSize, chosenSide, paintedSides } from "./painting/size";
import { checkCanvas, fitsCanvas, isKnownToFit } from "./pixels/canvas-limits";
import { smallCopies } from "./pixels/copies";
import { ResultHistory } from "./result/result-history";
import type { Stage } from "./stage/stage";
import type { ShownGuest, StageGuest, StudioContext } from "./tool";

/** What a painting tells of this machine. */
type LastPainting = Pick<ResultFacts, "recipe" | "image" | "milliseconds">;

/** Follows what is painted, and takes the paintings that are finished. */
export interface StudioListener extends PaintListener {
  onResult(result: Result): void;
}

export class Studio implements StudioContext {
  readonly photos = new PictureList("photo", site.photos, smallCopies);
  readonly styles = new PictureList("style", site.styles, smallCopies, checkSize);
  readonly recipe: RecipeHistory;
  readonly result = new Store<ResultFacts | undefined>(undefined);
  readonly painters: Painters;
  readonly scheduler: PaintScheduler;
  readonly text = text;
  readonly announce = announce;
  readonly history = new ResultHistory(this, (result, image) => this.#restore(result, image));
  readonly #pipeline: Pipeline;
  readonly #stage: Stage;
  readonly #listener: StudioListener;
  readonly #automatic = new AutomaticSize();
  /** Whether the recipe changes to that of a painting that exists already. */
  #restoring = false;

  constructor(set: SetSummary, backend: Backend | "auto", stage: Stage, listener: StudioListener) {
    this.#stage = stage;
    this.#listener = listener;
    this.recipe = new RecipeHistory(firstRecipe(set, this.photos, this.styles));
    this.painters = new Painters(backend);
    this.#pipeline = new Pipeline(this.painters);
    this.scheduler = new PaintScheduler(
      this.painters,
      this.#pipeline,
      () => this.recipe.value,
      (recipe, last) => this.sides(recipe, last),
      listener,
    );
    this.recipe.subscribe((recipe, before) => {
      if (this.#restoring) return;
      // The painting is to be seen, unless a tool is still at work on what it shows.
      if (!this.scheduler.paused) stage.guests.leave();
      this.scheduler.follow(recipe, before);
    });
  }

  vector(source: StyleSource, recipe: Recipe, call: PaintCall): Promise<Float32Array> {
    return this.#pipeline.vector(source, recipe, call);
  }

  mixed(recipe: Recipe, call: PaintCall): Promise<Float32Array> {
    return this.#pipeline.mixed(recipe, call);
  }

  async paint(
    recipe: Recipe,
    options: PaintCall & { readonly size?: number; readonly photo?: PictureSource },
  ): Promise<ImageData> {
    const { size = Number.POSITIVE_INFINITY, photo, ...call } = options;
    if (recipe.size === "auto") await fitsCanvas(recipe.photo.width, recipe.photo.height);
    const whole = photo ? (chosenSide(recipe) ?? size) : Math.max(...this.sides(recipe));
    const most = Math.min(whole, size);
    await checkCanvas(...paintedSides(recipe.photo, most));
    const request = { size: Number.isFinite(most) ? most : undefined, photo };
    const painted = await this.#pipeline.paint(
      recipe,
      { ...request, quality: recipe.quality },
      call,
    );
    return painted.image;
  }

  prepare(
    recipe: Recipe,
    source: PictureSource,
    options: PaintCall & Pick<PrepareOptions, "size" | "steady">,
  ): Promise<FramePainter> {
    return this.#pipeline.prepare(recipe, source, options);
  }

  /** @param last the painting that tells how fast this machine is; the one that is shown by default */
  sides(recipe: Recipe, last: LastPainting | undefined = this.result.value): Sides {
    const { photo } = recipe;
    if (recipe.size !== "auto") return paintedSides(photo, recipe.size);
    const expected = (size: number) =>
      isKnownToFit(...paintedSides(photo, size)) ? this.expect(recipe, size, last) : undefined;
    return paintedSides(photo, this.#automatic.side(recipe, this.#stage.pixels, expected));
  }

  expect(
    recipe: Recipe,
    size = Math.max(...this.sides(recipe)),
    last: LastPainting | undefined = this.result.value,
  ): number | undefined {
    const [width, height] = paintedSides(recipe.photo, Math.min(size, chosenSide(recipe) ?? size));
    const stylizer = this.painters.ready(recipe.set.name);
    const { quality, strokes } = recipe;
    const known = stylizer?.expect({ width, height, quality, strokes });
    return known ?? asBefore(recipe, pixelsOfPasses(passesOf(width, height, strokes)), last);
  }

  pause(): () => void {
    return this.scheduler.pause();
  }

  show(guest: StageGuest): ShownGuest {
    hideError();
    return this.#stage.guests.show(guest);
  }

  overlay(view: HTMLElement): () => void {
    return this.#stage.overlay(view);
  }

  keep(result: Result): void {
    this.history.add(result);
  }

  /** Takes a finished painting of the recipe. */
  finish(result: Result): void {
    this.#listener.onResult(result);
    const { width, height } = result.image;
    this.result.set({ ...result, image: { width, height } });
  }

  /** Returns to a painting; without its pixels it is painted again. */
  #restore(result: Omit<Result, "image">, image: ImageData | undefined): void {
    this.scheduler.cancel();
    if (image) this.scheduler.takeUp();
    this.#stage.guests.leave();
    this.#restoring = image !== undefined;
    // Regions that the painting did not have go, too.
    this.recipe.change({ regions: undefined, ...result.recipe });
    this.#restoring = false;
    if (image) this.finish({ ...result, image });
    else this.scheduler.paint();
  }

  fail(error: unknown): void {
    showError(errorText(error));
  }

  save(blob: Blob, name: string): boolean {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    if (!mayDropDownloads()) return true;
    showNotice({ text: text("studio.download_dropped", { name }), close: text("studio.close") });
    return false;
  }
}

/** The time at the speed of the last painting, if the same networks painted that. */
function asBefore(
  { set, quality }: Recipe,
  pixels: number,
  last: LastPainting | undefined,
): number | undefined {
  if (last?.recipe.set !== set || last.recipe.quality !== quality) return undefined;
  const { width, height } = last.image;
  const before = pixelsOfPasses(passesOf(width, height, last.recipe.strokes));
  if (isFarLarger(pixels, before)) return undefined;
  return (last.milliseconds * pixels) / before;
}

function firstRecipe(set: SetSummary, photos: PictureList, styles: PictureList): Recipe {
  const [photo] = photos.all.value;
  const [style] = styles.all.value;
  if (!photo || !style) throw new Error("The gallery has no photo or no style.");
  return {
    set,
    quality: "auto",
    photo,
    styles: [{ source: { kind: "picture", picture: style }, weight: 1 }],
    strength: 1,
    colours: 0,
    size: "auto",
    strokes: DEFAULT_STROKES,
    keepFaces: false,
  };
}
