// A picture from the clipboard, by a button: phones have no key for it.

import { roleOf } from "../../input/files";
import { takeFile } from "../../input/take";
import { StudioError } from "../../page/studio-error";
import type { StudioContext } from "../../tool";

export function listenForClipboard(panel: HTMLElement, context: StudioContext): void {
  for (const button of panel.querySelectorAll<HTMLButtonElement>("[data-paste]")) {
    button.hidden = !navigator.clipboard?.read;
    button.addEventListener("click", async () => {
      try {
        await takeFile(roleOf(button.dataset.paste), await pasted(context), context);
      } catch (error) {
        context.fail(error);
      }
    });
  }
}

async function pasted({ text }: StudioContext): Promise<File> {
  // Reading also fails where the visitor does not allow it; the message is the same.
  const items = await navigator.clipboard.read().catch(() => []);
  for (const item of items) {
    const type = item.types.find((name) => name.startsWith("image/"));
    if (type) return new File([await item.getType(type)], "pasted", { type });
  }
  throw new StudioError(text("stylize.clipboard_empty"));
}
