// The keys that work anywhere on the page; the page lists them when ? is pressed.

import { byId } from "./elements";
import { keyOf } from "./key-name";

/** Where it is stored that single characters do nothing, for example for users of speech input. */
const LETTERS = "atelier-letters";

/** What the keys do, by the key as `KeyboardEvent.key` names it, in lower case. */
export type Actions = Readonly<Record<string, () => void>>;

/** @param released called when a key comes up that does something only while it is down */
export function listenToShortcuts(actions: Actions, withControl: Actions, released: Actions): void {
  const dialog = byId("shortcuts", HTMLDialogElement);
  const letters = byId("shortcut-letters", HTMLInputElement);
  letters.checked = remembered() !== "off";
  letters.addEventListener("change", () => remember(letters.checked ? "on" : "off"));
  const open = () => dialog.showModal();
  byId("shortcuts-button", HTMLButtonElement).addEventListener("click", open);
  const all: Actions = { ...actions, "?": open };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
    const control = event.ctrlKey || event.metaKey;
    const known = control ? withControl : all;
    const key = keyOf(event, known, control && event.shiftKey ? "shift+" : "");
    const action = known[key];
    if (!action || event.repeat || writes(event.target, control)) return;
    const single = !control && key.length === 1 && key !== "?";
    if (single && !letters.checked) return;
    event.preventDefault();
    action();
  });
  document.addEventListener("keyup", (event) => released[keyOf(event, released)]?.());
  // Another window hears of the key that comes up there.
  window.addEventListener("blur", () => {
    for (const end of Object.values(released)) end();
  });
}

/** Whether the focused element uses the key itself, as text fields do. */
function writes(target: EventTarget | null, control: boolean): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return !control;
  const texts = ["text", "url", "search", "number", "email"];
  return target instanceof HTMLInputElement && texts.includes(target.type);
}

/** Where the browser blocks storage, reading it throws. */
function remembered(): string | null {
  try {
    return localStorage.getItem(LETTERS);
  } catch {
    return null;
  }
}

function remember(value: string): void {
  try {
    localStorage.setItem(LETTERS, value);
  } catch {
    // Without storage the choice holds for this visit.
  }
}
