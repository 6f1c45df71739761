// What can be done with a finished painting: download it, copy it, hand it to another program.

import type { Recipe } from "../model/recipe";
import { titleOf } from "../model/recipe";
import { byId, elements } from "../page/elements";
import { percent } from "../page/format";
import { StudioError } from "../page/studio-error";
import type { Result } from "../painting/result";
import { canWrite, encodedCanvas, extensionOf, type Format } from "../pixels/encode";
import type { StudioContext } from "../tool";

const formats = document.querySelectorAll<HTMLInputElement>("input[name=format]");
const quality = byId("save-quality", HTMLInputElement);
const qualityValue = byId("save-quality-value", HTMLOutputElement);
const qualityField = byId("save-quality-field", HTMLElement);
const name = byId("save-name", HTMLElement);
const copy = byId("copy", HTMLButtonElement);
const send = byId("send", HTMLButtonElement);

/** Pixels of height that the menu has at least. */
const LEAST_MENU = 280;

/**
 * @param result gives the painting on the canvas, if that is a finished one
 * @param onSaved called with a painting that is kept elsewhere from now on
 */
export function listenToSaving(
  context: StudioContext,
  result: () => Result | undefined,
  onSaved: (result: Result) => void,
): void {
  const act = (action: (result: Result) => Promise<boolean>) => async () => {
    const shown = result();
    if (!shown) return;
    try {
      if (await action(shown)) onSaved(shown);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) context.fail(error);
    }
  };
  elements.download.addEventListener(
    "click",
    act(async ({ recipe }) => {
      const file = fileName(recipe, format());
      const saved = context.save(await encodedCanvas(elements.painting, format()), file);
      if (saved) context.announce(context.text("result.saved", { name: file }));
      return saved;
    }),
  );
  copy.addEventListener(
    "click",
    act(async () => {
      await copyPainting(context);
      context.announce(context.text("result.copied"));
      return true;
    }),
  );
  send.addEventListener(
    "click",
    act(async ({ recipe }) => {
      const file = fileName(recipe, format());
      const blob = await encodedCanvas(elements.painting, format());
      await navigator.share({ files: [new File([blob], file, { type: blob.type })] });
      return true;
    }),
  );
  hideUnknownFormats();
  placeMenu();
  const show = () => showFormat(context.recipe.value);
  for (const input of [...formats, quality]) input.addEventListener("input", show);
  context.recipe.subscribe(show);
  show();
  copy.hidden = typeof ClipboardItem === "undefined";
  send.hidden = !canSend();
}

function format(): Format {
  const chosen = [...formats].find(({ checked }) => checked)?.value;
  return { type: (chosen ?? "image/png") as Format["type"], quality: quality.valueAsNumber / 100 };
}

/** Keeps the photo's own name in that of the painting. */
export function fileName({ photo, styles }: Recipe, { type }: Format): string {
  const names = styles.map(({ source }) =>
    source.kind === "picture" ? source.picture.stem : titleOf(source),
  );
  const stem = [photo.stem, ...names].join("-").replace(/[\\/:*?"<>|\s]+/g, "-");
  return `${stem.slice(0, 120)}.${extensionOf(type)}`;
}

/** The clipboard takes PNG; it is given a promise, for Safari asks for the file in the click. */
async function copyPainting({ text }: StudioContext): Promise<void> {
  const blob = encodedCanvas(elements.painting, { type: "image/png", quality: 1 });
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
  } catch (cause) {
    throw new StudioError(text("result.copy_failed"), { cause });
  }
}

function canSend(): boolean {
  const file = new File([], "painting.png", { type: "image/png" });
  return navigator.canShare?.({ files: [file] }) ?? false;
}

function hideUnknownFormats(): void {
  for (const input of formats) {
    const label = input.closest("label");
    if (label) label.hidden = !canWrite(input.value as Format["type"]);
  }
}

/** Right above the button that opens it. */
function placeMenu(): void {
  const menu = byId("saving", HTMLElement);
  const button = byId("save-options", HTMLButtonElement);
  menu.addEventListener("beforetoggle", () => {
    const { left, right, top } = button.getBoundingClientRect();
    const { clientWidth } = document.documentElement;
    const isReversed = document.documentElement.dir === "rtl";
    const edge = isReversed ? left : clientWidth - right;
    menu.style.insetInlineEnd = `${Math.max(edge, 12)}px`;
    // In small windows the menu begins at the top, over the button, and scrolls.
    menu.style.bottom = `${Math.max(Math.min(innerHeight - top + 8, innerHeight - LEAST_MENU), 8)}px`;
    menu.style.maxHeight = `calc(100dvh - 8px - ${menu.style.bottom})`;
  });
}

function showFormat(recipe: Recipe): void {
  qualityField.hidden = format().type === "image/png";
  qualityValue.value = percent(quality.valueAsNumber / 100);
  name.textContent = fileName(recipe, format());
}
