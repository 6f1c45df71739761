// Lists that scroll say on which sides there is more of them, which their style shows.

/** Keeps `data-more` of a list up to date: "before", "after", both or nothing. */
export function showEdges(list: HTMLElement): void {
  const show = () => {
    // From right to left the position is negative.
    const across = Math.abs(list.scrollLeft);
    const right = list.scrollWidth - list.clientWidth - across;
    const below = list.scrollHeight - list.clientHeight - list.scrollTop;
    const before = Math.max(across, list.scrollTop) > 1 ? "before" : "";
    const after = Math.max(right, below) > 1 ? "after" : "";
    list.dataset.more = `${before} ${after}`.trim();
  };
  list.addEventListener("scroll", show, { passive: true });
  new ResizeObserver(show).observe(list);
}

/** Moves the middle of an element into that of the list around it, as far as that scrolls. */
export function centre(element: HTMLElement, list: HTMLElement): void {
  const [inner, outer] = [element.getBoundingClientRect(), list.getBoundingClientRect()];
  list.scrollBy({
    left: inner.left + inner.width / 2 - outer.left - outer.width / 2,
    top: inner.top + inner.height / 2 - outer.top - outer.height / 2,
    behavior: "instant",
  });
}
