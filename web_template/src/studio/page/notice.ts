// A notice over the lower edge of the picture, which does not interrupt the visitor.

import { byId } from "./elements";

/** Milliseconds after which a notice that asks for nothing goes away. */
const SHOWN = 8_000;

interface Notice {
  readonly text: string;
  /** What the notice offers to do; without it, it goes away by itself. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** The word on the button that closes it. */
  readonly close: string;
}

const element = byId("notice", HTMLElement);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a notice in place of the one before. */
export function showNotice({ text, action, close }: Notice): void {
  clearTimeout(timer);
  const words = document.createElement("p");
  words.textContent = text;
  const buttons = [action && button(action.label, action.run), button(close, hideNotice)];
  element.replaceChildren(words, ...buttons.filter((one) => one !== undefined));
  element.hidden = false;
  if (!action) timer = setTimeout(hideNotice, SHOWN);
}

function hideNotice(): void {
  clearTimeout(timer);
  element.hidden = true;
  element.replaceChildren();
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
}
