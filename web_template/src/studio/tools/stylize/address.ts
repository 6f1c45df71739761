// A picture from a web address.

import { fetchPicture } from "../../input/fetch-picture";
import { roleOf } from "../../input/files";
import { takeFile } from "../../input/take";
import { listenToField } from "../../page/field";
import type { StudioContext } from "../../tool";

export function listenForAddresses(panel: HTMLElement, context: StudioContext): void {
  for (const button of panel.querySelectorAll<HTMLButtonElement>("[data-address]")) {
    const row = document.getElementById(`address-${button.dataset.address}`) as HTMLElement;
    const input = row.querySelector("input") as HTMLInputElement;
    button.addEventListener("click", () => {
      row.hidden = !row.hidden;
      button.ariaExpanded = String(!row.hidden);
      if (!row.hidden) input.focus();
    });
    const fetchButton = row.querySelector("button") as HTMLButtonElement;
    listenToField(input, fetchButton, () => void takeAddress(row, input, context));
  }
}

async function takeAddress(
  row: HTMLElement,
  input: HTMLInputElement,
  context: StudioContext,
): Promise<void> {
  row.ariaBusy = "true";
  const fetched = fetchPicture(input.value.trim());
  fetched.catch(() => input.focus());
  await takeFile(roleOf(row.dataset.addressRow), fetched, context);
  row.ariaBusy = "false";
}
