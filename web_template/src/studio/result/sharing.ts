// Passing a painting on: through the system where it takes pictures, else from a menu.

import { byId, elements } from "../page/elements";
import { StudioError } from "../page/studio-error";
import { encoded } from "../pixels/encode";
import { handOver } from "../system/hand-over";
import type { StudioContext } from "../tool";
import { openAbove } from "./menu";
import { type Act, fileName, format } from "./saving";

const share = byId("share-picture", HTMLButtonElement);
const menu = byId("sharing", HTMLElement);
const copy = byId("copy", HTMLButtonElement);
const save = byId("share-download", HTMLButtonElement);
const link = byId("copy-link", HTMLButtonElement);

/**
 * @param act does what a button says with the painting on the canvas, if that is a finished one
 * @param styleLink makes the address that opens the studio with the painting's style
 */
export function listenToSharing(
  context: StudioContext,
  act: Act,
  styleLink: () => Promise<string>,
): void {
  openAbove(menu, share);
  share.addEventListener(
    "click",
    act(async ({ recipe, image }) => {
      const answer = await sent(image, fileName(recipe, format()));
      if (answer === "refused") menu.showPopover();
      return answer === "sent";
    }),
  );
  copy.hidden = typeof ClipboardItem === "undefined";
  copy.addEventListener(
    "click",
    act(async ({ image }) => {
      menu.hidePopover();
      // The clipboard takes PNG.
      const blob = encoded(image, { type: "image/png", quality: 1 });
      await write("image/png", blob, context.text("result.copy_failed"));
      context.announce(context.text("result.copied"));
      return true;
    }),
  );
  save.addEventListener("click", () => {
    menu.hidePopover();
    elements.download.click();
  });
  link.addEventListener(
    "click",
    act(async () => {
      menu.hidePopover();
      const words = styleLink().then((address) => new Blob([address], { type: "text/plain" }));
      await write("text/plain", words, context.text("share.copy_failed"));
      context.announce(context.text("share.copied"));
      return false;
    }),
  );
}

/** Hands the painting to the system, if that takes pictures. */
async function sent(image: ImageData, name: string): ReturnType<typeof handOver> {
  const { type } = format();
  if (!navigator.canShare?.({ files: [new File([], name, { type })] })) return "refused";
  const blob = await encoded(image, format());
  return await handOver({ files: [new File([blob], name, { type })] });
}

/** The clipboard is given a promise, for Safari asks for what to write in the click. */
async function write(type: string, blob: Promise<Blob>, failed: string): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [type]: blob })]);
  } catch (cause) {
    throw new StudioError(failed, { cause });
  }
}
