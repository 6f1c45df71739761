// A picture from a web address, where the site it lies on lets pages read it.

import { roleOf } from "../../input/files";
import { takeFile } from "../../input/take";
import { StudioError } from "../../page/studio-error";
import type { StudioContext } from "../../tool";

export function listenForAddresses(panel: HTMLElement, context: StudioContext): void {
  for (const button of panel.querySelectorAll<HTMLButtonElement>("[data-address]")) {
    const form = document.getElementById(`address-${button.dataset.address}`) as HTMLFormElement;
    const input = form.querySelector("input") as HTMLInputElement;
    button.addEventListener("click", () => {
      form.hidden = !form.hidden;
      button.ariaExpanded = String(!form.hidden);
      if (!form.hidden) input.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void fetchPicture(form, input, context);
    });
  }
}

async function fetchPicture(
  form: HTMLFormElement,
  input: HTMLInputElement,
  context: StudioContext,
): Promise<void> {
  form.ariaBusy = "true";
  try {
    const file = await downloaded(input.value.trim(), context);
    await takeFile(roleOf(form.dataset.addressForm), file, context);
  } catch (error) {
    context.fail(error);
    input.focus();
  } finally {
    form.ariaBusy = "false";
  }
}

/** Sends the other site neither cookies nor this page's address. */
async function downloaded(address: string, { text }: StudioContext): Promise<File> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !["https:", "http:"].includes(url.protocol)) {
    throw new StudioError(text("stylize.address_wrong"));
  }
  let response: Response;
  try {
    response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (cause) {
    throw new StudioError(text("stylize.address_forbidden"), { cause });
  }
  if (!response.ok) {
    const status = String(response.status);
    throw new StudioError(text("stylize.address_missing", { status }));
  }
  const blob = await response.blob();
  const name = decodeURIComponent(url.pathname.split("/").pop() ?? "") || url.hostname;
  return new File([blob], name, { type: blob.type });
}
