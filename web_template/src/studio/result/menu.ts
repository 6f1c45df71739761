// Menus that open above the button in the dock that they belong to.

/** Pixels of height that a menu has at least. */
const LEAST_MENU = 280;

/** Puts a menu right above a button when it opens, and again when the window changes. */
export function openAbove(menu: HTMLElement, button: HTMLElement): void {
  const place = () => {
    const { left, right, top } = button.getBoundingClientRect();
    const { clientWidth } = document.documentElement;
    const isReversed = document.documentElement.dir === "rtl";
    menu.style.setProperty("--edge", `${isReversed ? left : clientWidth - right}px`);
    // In small windows the menu begins at the top, over the button, and scrolls.
    menu.style.bottom = `${Math.max(Math.min(innerHeight - top + 8, innerHeight - LEAST_MENU), 8)}px`;
    menu.style.maxHeight = `calc(100dvh - 8px - ${menu.style.bottom})`;
  };
  menu.addEventListener("beforetoggle", place);
  window.addEventListener("resize", () => {
    if (menu.matches(":popover-open")) place();
  });
}
