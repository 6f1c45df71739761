// Menus that open above the button in the dock that they belong to.

/** Pixels of height that a menu has at least. */
const LEAST_MENU = 280;

/** Puts a menu right above a button whenever it opens. */
export function openAbove(menu: HTMLElement, button: HTMLElement): void {
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
