// Saving a finished painting as a file, whole or as one of the things that are made of it.

import { type Recipe, titleOf } from "../model/recipe";
import { byId, elements } from "../page/elements";
import { percent } from "../page/format";
import type { Result } from "../painting/result";
import { canWrite, encoded, extensionOf, type Format } from "../pixels/encode";
import { ratioOf, type Shape, type Shaping } from "../pixels/shapes";
import { inFileName } from "../system/file-name";
import type { StudioContext } from "../tool";
import { openAbove } from "./menu";

const formats = document.querySelectorAll<HTMLInputElement>("input[name=format]");
const quality = byId("save-quality", HTMLInputElement);
const qualityValue = byId("save-quality-value", HTMLOutputElement);
const qualityField = byId("save-quality-field", HTMLElement);
const name = byId("save-name", HTMLElement);
const posterTitle = byId("poster-title", HTMLInputElement);

/** What a button does with a painting; tells whether that is kept elsewhere from now on. */
export type Action = (result: Result) => Promise<boolean>;

/** Gives what a button says to do, with the painting on the canvas if that is a finished one. */
export type Act = (action: Action) => () => Promise<void>;

/**
 * @param result gives the painting on the canvas, if that is a finished one
 * @param onSaved called with a painting that is kept elsewhere from now on
 */
export function actions(
  context: StudioContext,
  result: () => Result | undefined,
  onSaved: (result: Result) => void,
): Act {
  return (action) => async () => {
    const shown = result();
    if (!shown) return;
    try {
      if (await action(shown)) onSaved(shown);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) context.fail(error);
    }
  };
}

export function listenToSaving(context: StudioContext, act: Act): void {
  const save = async (image: ImageData, file: string, shaping?: Shaping) => {
    const saved = context.save(await encoded(image, format(), shaping), file);
    if (saved) context.announce(context.text("result.saved", { name: file }));
    return saved;
  };
  elements.download.addEventListener(
    "click",
    act(async ({ recipe, image }) => await save(image, fileName(recipe, format()))),
  );
  for (const button of document.querySelectorAll<HTMLElement>("[data-shape]")) {
    const shape = button.dataset.shape as Shape;
    button.addEventListener(
      "click",
      act(async ({ recipe, image }) => {
        await save(image, fileName(recipe, format(), shape), shapingOf(shape));
        return false;
      }),
    );
  }
  hideUnknownFormats();
  openAbove(byId("saving", HTMLElement), byId("save-options", HTMLButtonElement));
  const show = () => showFormat(context.recipe.value);
  for (const input of [...formats, quality]) input.addEventListener("input", show);
  context.recipe.subscribe((recipe, before) => {
    show();
    if (recipe.photo !== before.photo) posterTitle.value = recipe.photo.title;
  });
  posterTitle.value = context.recipe.value.photo.title;
  show();
}

/** The format that is chosen for files. */
export function format(): Format {
  const chosen = [...formats].find(({ checked }) => checked)?.value;
  return { type: (chosen ?? "image/png") as Format["type"], quality: quality.valueAsNumber / 100 };
}

/** Keeps the photo's own name in that of the painting, or of what is made of it. */
export function fileName({ photo, styles }: Recipe, { type }: Format, shape?: Shape): string {
  const names = styles.map(({ source }) =>
    source.kind === "picture" ? source.picture.stem : titleOf(source),
  );
  const stem = inFileName([photo.stem, ...names].join("-")).replace(/\s+/g, "-");
  return `${stem}${shape ? `-${shape}` : ""}.${extensionOf(type)}`;
}

function shapingOf(shape: Shape): Shaping {
  if (shape === "poster") return { title: posterTitle.value };
  return { ratio: ratioOf(shape, screen) };
}

function hideUnknownFormats(): void {
  for (const input of formats) {
    const label = input.closest("label");
    if (label) label.hidden = !canWrite(input.value as Format["type"]);
  }
}

function showFormat(recipe: Recipe): void {
  qualityField.hidden = format().type === "image/png";
  qualityValue.value = percent(quality.valueAsNumber / 100);
  name.textContent = fileName(recipe, format());
}
