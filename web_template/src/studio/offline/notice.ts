// A notice at the edge of the window, which does not interrupt the visitor.

/** Milliseconds after which a notice that asks for nothing goes away. */
const SHOWN = 10_000;

interface Notice {
  readonly text: string;
  /** What the notice offers to do; without it, it goes away by itself. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** The word on the button that closes it. */
  readonly close: string;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a notice in place of the one before. */
export function showNotice(element: HTMLElement, { text, action, close }: Notice): void {
  clearTimeout(timer);
  const words = document.createElement("p");
  words.textContent = text;
  const hide = () => hideNotice(element);
  const buttons = [action && button(action.label, action.run), button(close, hide)];
  element.replaceChildren(words, ...buttons.filter((one) => one !== undefined));
  element.hidden = false;
  if (!action) timer = setTimeout(hide, SHOWN);
}

function hideNotice(element: HTMLElement): void {
  clearTimeout(timer);
  element.hidden = true;
  element.replaceChildren();
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button";
  element.textContent = label;
  element.addEventListener("click", onClick);
  return element;
}
