// How the style network looks at the style picture: which part of it, and how large.

import { addressOf, ON_SCREEN } from "../../model/pictures";
import type { Crop, PictureStyle, Recipe } from "../../model/recipe";
import { byId } from "../../page/elements";
import type { StudioContext } from "../../tool";
import { CropFrame } from "./crop-frame";

/** Side in pixels at which style networks see a picture unless they are told. */
const SCALE = 256;

export class CropTool {
  readonly #context: StudioContext;
  readonly #fold = byId("stylize-look", HTMLDetailsElement);
  readonly #image = byId("stylize-cropped", HTMLImageElement);
  readonly #cropper = byId("stylize-cropper", HTMLElement);
  readonly #scale = byId("stylize-scale", HTMLInputElement);
  readonly #scaleValue = byId("stylize-scale-value", HTMLOutputElement);
  readonly #frame: CropFrame;

  constructor(context: StudioContext) {
    this.#context = context;
    this.#frame = new CropFrame(this.#cropper, byId("stylize-crop", HTMLElement), {
      onCrop: (crop, done) => this.#change({ crop }, done),
      words: (width, height) => context.text("stylize.crop_part", { width, height }),
    });
    this.#listen();
    context.recipe.subscribe((recipe) => this.#show(recipe));
    this.#show(context.recipe.value);
  }

  #listen(): void {
    const scale = (done: boolean) => {
      const value = this.#scale.valueAsNumber;
      this.#change({ scale: value === SCALE ? undefined : value }, done);
    };
    this.#scale.addEventListener("input", () => scale(false));
    this.#scale.addEventListener("change", () => scale(true));
    this.#fold.addEventListener("toggle", () => this.#show(this.#context.recipe.value));
    byId("stylize-whole", HTMLButtonElement).addEventListener("click", () => {
      this.#change({ crop: undefined, scale: undefined }, true);
    });
    for (const input of document.querySelectorAll<HTMLInputElement>("[name=crop-shape]")) {
      input.addEventListener("change", () => this.#frame.setSquare(input.value === "square"));
    }
  }

  /** Changes how the first of the recipe's styles is looked at. */
  #change(
    parts: { readonly crop?: Crop | undefined; readonly scale?: number | undefined },
    undoable: boolean,
  ): void {
    const { recipe } = this.#context;
    const [first, ...others] = recipe.value.styles;
    if (first?.source.kind !== "picture") return;
    const { crop, scale, ...picture } = { ...first.source, ...parts };
    const source: PictureStyle = { ...picture, ...(crop && { crop }), ...(scale && { scale }) };
    recipe.change({ styles: [{ ...first, source }, ...others] }, { undoable });
  }

  #show({ styles }: Recipe): void {
    const source = styles[0]?.source;
    this.#fold.hidden = source?.kind !== "picture";
    if (source?.kind !== "picture") return;
    const { picture, crop, scale = SCALE } = source;
    // The large picture is only downloaded once the fold is open.
    const address = addressOf(picture, ON_SCREEN);
    const shown = this.#image.getAttribute("src") === address;
    if (this.#fold.open && !shown) this.#image.src = address;
    this.#cropper.style.setProperty("--ratio", String(picture.width / picture.height));
    this.#frame.show(crop, picture.width, picture.height);
    this.#scale.valueAsNumber = scale;
    const words = this.#context.text("stylize.scale_pixels", { pixels: scale });
    this.#scaleValue.value = words;
    this.#scale.ariaValueText = words;
  }
}
