// Share: the recipe's style as a link or a small file, and those of others.

import { part } from "../../controls/panel";
import { mixtureInWords } from "../../mixture/words";
import { type Recipe, titleOf } from "../../model/recipe";
import { listenToField } from "../../page/field";
import { StudioError } from "../../page/studio-error";
import { FILE_SUFFIX, linkText } from "../../share/address";
import { sharedStyle } from "../../share/collect";
import { encodeFile } from "../../share/file";
import { openFile, openLink } from "../../share/open";
import { styleLink } from "../../share/style-link";
import { handOver } from "../../system/hand-over";
import type { StudioContext, Tool } from "../../tool";

/** Rest after the last change before the link follows, in milliseconds. */
const REST = 150;

export const tool: Tool = {
  mount(panel, context) {
    const share = new Share(panel, context);
    return { open: () => share.open(), close: () => share.close() };
  },
};

class Share {
  readonly #context: StudioContext;
  readonly #link: HTMLInputElement;
  readonly #content: HTMLElement;
  readonly #length: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(panel: HTMLElement, context: StudioContext) {
    this.#context = context;
    this.#link = part(panel, "share-link", HTMLInputElement);
    this.#content = part(panel, "share-content", HTMLElement);
    this.#length = part(panel, "share-length", HTMLElement);
    const copy = part(panel, "share-copy", HTMLButtonElement);
    const send = part(panel, "share-send", HTMLButtonElement);
    const save = part(panel, "share-save", HTMLButtonElement);
    this.#buttons = [copy, send, save];
    copy.addEventListener("click", () => void this.#copy());
    send.hidden = !("share" in navigator);
    send.addEventListener("click", () => void this.#send());
    save.addEventListener("click", () => void this.#save());
    this.#link.addEventListener("focus", () => this.#link.select());
    listenToFile(panel, context);
    listenToWords(panel, context);
  }

  open(): void {
    void this.#show();
    this.#unsubscribe = this.#context.recipe.subscribe(() => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#show(), REST);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.#unsubscribe?.();
  }

  /** Shows the link of what the recipe is now. */
  async #show(): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const wanted = this.#context.recipe.value;
    this.#content.textContent = mixtureInWords(wanted.styles);
    for (const button of this.#buttons) button.disabled = true;
    try {
      const link = await styleLink(this.#context, wanted, { signal });
      signal.throwIfAborted();
      this.#link.value = link;
      this.#length.textContent = this.#context.text("share.length", { count: link.length });
      for (const button of this.#buttons) button.disabled = false;
    } catch (error) {
      if (!signal.aborted) this.#context.fail(error);
    }
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#link.value);
    } catch {
      // Some browsers let pages copy only what is selected.
      this.#link.select();
      if (!document.execCommand("copy")) {
        this.#context.fail(new StudioError(this.#context.text("share.copy_failed")));
        return;
      }
    }
    const words = this.#context.text("share.copied");
    this.#length.textContent = words;
    this.#context.announce(words);
  }

  async #send(): Promise<void> {
    const { text } = this.#context;
    const link = { title: this.#content.textContent ?? "", url: this.#link.value };
    if ((await handOver(link)) === "refused") {
      this.#context.fail(new StudioError(text("share.send_failed")));
    }
  }

  async #save(): Promise<void> {
    const { signal } = this.#controller;
    const recipe = this.#context.recipe.value;
    try {
      const shared = await sharedStyle(this.#context, recipe, { signal });
      const blob = new Blob([encodeFile(shared)], { type: "application/json" });
      this.#context.save(blob, fileName(recipe));
    } catch (error) {
      if (!signal.aborted) this.#context.fail(error);
    }
  }
}

/** The styles' titles as a file's name. */
function fileName({ styles }: Recipe): string {
  const titles = styles.filter(({ weight }) => weight > 0).map(({ source }) => titleOf(source));
  const stem = titles
    .join(" ")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-");
  return `${stem.replace(/^-|-$/g, "") || "style"}${FILE_SUFFIX}`;
}

function listenToFile(panel: HTMLElement, context: StudioContext): void {
  const input = part(panel, "share-file", HTMLInputElement);
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void openFile(context, file);
    // The same file may be chosen again after an error.
    input.value = "";
  });
}

/** A link typed or pasted into the field; anything else in it is no link at all. */
function listenToWords(panel: HTMLElement, context: StudioContext): void {
  const field = part(panel, "share-words", HTMLInputElement);
  const button = part(panel, "share-open", HTMLButtonElement);
  listenToField(field, button, async () => {
    const opened = await openLink(context, linkText(field.value) ?? "");
    if (opened) field.value = "";
  });
}
