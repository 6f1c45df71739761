// The stage: the photo and its painting, one over the other, as large as there is room.

import type { Sides } from "../../shared/passes";
import { fitted } from "../../shared/picture";
import { type Recipe, type StudioPicture, titleOf } from "../model/recipe";
import { site, transformers } from "../model/site";
import { byId, elements } from "../page/elements";
import { seconds } from "../page/format";
import { text } from "../page/texts";
import type { PaintedPass } from "../painting/pipeline";
import type { Result } from "../painting/result";
import { Compare } from "./compare";
import { FinishedPainting } from "./finished";
import { Guests } from "./guests";
import { StagePhoto } from "./photo";
import { tintBy, tintByPicture } from "./tint";
import { Zoom } from "./zoom";

/** Longest side in pixels that the canvas is given for a smaller preview: screens show little more. */
const PREVIEW_CANVAS = 1024;

/** Pixels of the page for one of a sample, as the template has it for the first. */
const MOST_ENLARGED = 1.5;

/** What the stage shows: the photo, the painting, or the one beside the other. */
export type StageView = "photo" | "compare" | "painting";

export class Stage {
  readonly zoom = new Zoom(elements.viewport, elements.picture);
  readonly guests = new Guests();
  readonly #compare = new Compare(this.zoom);
  readonly #photo = new StagePhoto(this.zoom);
  readonly #views = byId("views", HTMLFieldSetElement);
  readonly #overlay = byId("overlay", HTMLElement);
  /** The painting that the page opens on, which a browser shows before any script is there. */
  readonly #opening = document.getElementById("opening");
  readonly #painting = new FinishedPainting(this.zoom, {
    sized: (width, height) => this.#sizedCanvas(width, height),
    wait: (waits) => {
      elements.painting.ariaBusy = String(waits);
    },
  });
  /** Holds a preview before it is scaled. */
  readonly #small = document.createElement("canvas");
  /** Whether the canvas shows a finished painting. */
  #finished = false;

  constructor() {
    this.#views.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) this.view = target.value as StageView;
    });
    // Another view may have been chosen before this script was there.
    const chosen = this.#views.querySelector<HTMLInputElement>("input:checked")?.value;
    if (this.#opening) this.view = (chosen ?? "compare") as StageView;
    else this.#views.classList.add("pending");
    if (this.#opening instanceof HTMLImageElement) void tintByPicture(this.#opening);
  }

  /** Whether there is a painting to look at, the one that the page opens on included. */
  get hasPainting(): boolean {
    return this.#begun || this.#opening?.isConnected === true;
  }

  /** Whether the canvas shows a finished painting. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Sides of what shows the picture, in the screen's own pixels. */
  get pixels(): Sides {
    const { clientWidth, clientHeight } = elements.viewport;
    return [clientWidth * devicePixelRatio, clientHeight * devicePixelRatio];
  }

  get view(): StageView {
    return elements.studio.dataset.view as StageView;
  }

  set view(view: StageView) {
    elements.studio.dataset.view = view;
    this.#compare.shown = view === "compare";
    const radio = this.#views.querySelector<HTMLInputElement>(`input[value=${view}]`);
    if (radio) radio.checked = true;
  }

  /** Shows another photo, alone until it is painted. */
  showPhoto(photo: StudioPicture): void {
    const { title, width, height, sample } = photo;
    const { picture } = elements;
    this.#leaveOpening();
    picture.style.setProperty("--ratio", String(width / height));
    // On pictures of their own visitors work, however small these are.
    picture.style.setProperty("--most", sample ? `${MOST_ENLARGED * width}px` : "100cqw");
    this.zoom.fit();
    this.#photo.show(photo);
    if (this.#begun) return;
    this.#views.classList.add("pending");
    this.view = "photo";
    entitle(text("studio.photo_title", { photo: title }));
  }

  /** Shows a preview at the finished picture's aspect ratio, so that nothing moves when that comes. */
  showPreview({ image, recipe }: PaintedPass, sides: Sides): void {
    this.#finished = false;
    this.#painting.forget();
    const enough = Math.max(PREVIEW_CANVAS, image.width, image.height);
    const [width, height] = fitted(...sides, Math.min(Math.max(...sides), enough));
    const context = this.#sizedCanvas(width, height);
    this.#small.width = image.width;
    this.#small.height = image.height;
    this.#small.getContext("2d")?.putImageData(image, 0, 0);
    context.imageSmoothingQuality = "high";
    context.clearRect(0, 0, width, height);
    context.drawImage(this.#small, 0, 0, width, height);
    this.#describe(recipe);
    elements.facts.textContent = text("studio.preview");
    elements.facts.title = "";
  }

  showResult(result: Result): void {
    const { image, recipe } = result;
    this.#painting.show(image);
    this.#finished = true;
    tintBy(image);
    // The last preview of a large painting is large itself.
    [this.#small.width, this.#small.height] = [0, 0];
    this.#describe(recipe);
    const sides = { width: String(image.width), height: String(image.height) };
    elements.facts.textContent = text("studio.facts_size", sides);
    elements.facts.title = factsOf(result);
    this.zoom.mostPixels(image.width, image.height);
  }

  /** Puts an element exactly over the picture; returns a function that removes it. */
  overlay(view: HTMLElement): () => void {
    this.#overlay.append(view);
    return () => view.remove();
  }

  #leaveOpening(): void {
    // Without its <picture> the image would be downloaded again, in the format of old browsers.
    this.#opening?.closest("picture")?.remove();
    elements.stage.classList.remove("opening");
  }

  get #begun(): boolean {
    return !elements.painting.hidden;
  }

  /** The canvas's context. Its size is only set where it changes, because setting it clears it. */
  #sizedCanvas(width: number, height: number): CanvasRenderingContext2D {
    const { painting: canvas } = elements;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    if (canvas.hidden) {
      this.#leaveOpening();
      canvas.hidden = false;
      this.#views.classList.remove("pending");
      this.view = "painting";
    }
    return canvas.getContext("2d") as CanvasRenderingContext2D;
  }

  #describe(recipe: Recipe): void {
    const style = stylesOf(recipe);
    const names = { photo: recipe.photo.title, style };
    elements.painting.ariaLabel = text("studio.painted", names);
    entitle(text("studio.painting_title", names));
  }
}

/** The caption may have no room for all of the words. */
function entitle(words: string): void {
  elements.paintingTitle.textContent = words;
  elements.paintingTitle.title = words;
}

/** The titles of a recipe's styles, the strongest first. */
export function stylesOf({ styles }: Recipe): string {
  const used = styles.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return used.map(({ source }) => titleOf(source)).join(" + ");
}

/** What painted it, its size and time; of a tool's own result nothing is known. */
function factsOf({ image, milliseconds, painter, recipe }: Result): string {
  if (!painter) return "";
  const size = { width: String(image.width), height: String(image.height) };
  const backend = text(`studio.backend_${painter.backend}`);
  const network = networkName(recipe, painter.transformer);
  return text("studio.facts", { ...size, network, seconds: seconds(milliseconds / 1000), backend });
}

/** The name of the network that painted: that of the set where it has one transformer. */
function networkName({ set }: Recipe, transformer: string): string {
  if (transformers(set).length === 1) return set.title;
  if (transformer !== "swift" && transformer !== "fine") return set.title;
  const name = text(`studio.quality_${transformer}`);
  return site.networks.sets.length > 1 ? `${set.title}, ${name.toLowerCase()}` : name;
}
