// The bubbles on the styles: what each makes of the visitor's own photo, once there is one.

import type { Recipe, StudioPicture } from "../../model/recipe";
import { canvasOf, readPixels } from "../../pixels/read";
import type { StudioContext } from "../../tool";

/** Side in pixels at which a bubble is painted, as the build paints those of the first photo. */
const SIDE = 192;

/** Milliseconds to wait where a browser does not say when it has nothing else to do. */
const PAUSE = 50;

export class OwnPreviews {
  readonly #list: HTMLElement;
  readonly #context: StudioContext;
  readonly #shown = new Map<StudioPicture, HTMLCanvasElement>();
  #painting = new AbortController();

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#list = panel.querySelector("[data-drop=style] [data-choices]") as HTMLElement;
    this.#context = context;
    context.recipe.subscribe((recipe, before) => {
      // The painting comes first; what is missing follows it.
      this.#painting.abort();
      if (recipe.photo !== before.photo || recipe.set !== before.set) this.#forget();
    });
    context.result.subscribe(() => void this.#paint());
  }

  #forget(): void {
    for (const canvas of this.#shown.values()) canvas.remove();
    this.#shown.clear();
  }

  async #paint(): Promise<void> {
    const recipe = this.#context.recipe.value;
    if (recipe.photo.sample) return;
    this.#painting.abort();
    this.#painting = new AbortController();
    const { signal } = this.#painting;
    try {
      const photo = await middle(recipe.photo, signal);
      // A style of the visitor's own would need the style network.
      const styles = this.#context.styles.all.value.filter(({ sample }) => sample);
      for (const style of styles.filter((one) => !this.#shown.has(one))) {
        await idle(signal);
        const options = { size: SIDE, photo, signal };
        const image = await this.#context.paint(bubbleOf(recipe, style), options);
        signal.throwIfAborted();
        this.#show(style, image);
      }
    } catch {
      // Without them the styles show what the build painted; what fails here fails elsewhere, too.
    }
  }

  #show(style: StudioPicture, image: ImageData): void {
    const radio = this.#list.querySelector(`input[value="${CSS.escape(style.id)}"]`);
    const bubble = radio?.closest("label")?.querySelector(".choice-preview");
    if (!bubble) return;
    const canvas = canvasOf(image);
    bubble.append(canvas);
    this.#shown.set(style, canvas);
  }
}

function bubbleOf(recipe: Recipe, picture: StudioPicture): Recipe {
  return {
    ...recipe,
    styles: [{ source: { kind: "picture", picture }, weight: 1 }],
    quality: "swift",
    strength: 1,
    colours: 0,
    size: SIDE,
    regions: undefined,
  };
}

/** The middle of a photo, as small as it is painted. */
async function middle(photo: StudioPicture, signal: AbortSignal): Promise<ImageData> {
  const { width, height } = photo;
  const side = Math.min(width, height);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  const options = { resizeWidth: SIDE, resizeHeight: SIDE, resizeQuality: "high" } as const;
  const file = await photo.blob(signal);
  const bitmap = await createImageBitmap(file, left, top, side, side, options);
  try {
    signal.throwIfAborted();
    return readPixels(bitmap, 0, 0, SIDE, SIDE);
  } finally {
    bitmap.close();
  }
}

/** Waits until the page has nothing else to do. */
async function idle(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, PAUSE);
  });
  signal.throwIfAborted();
}
