"""What is wrong with the layout of the studio as it stands in a window, state after state."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PROBE = """
const TARGETS = "button, a[href], input, select, summary, [role=slider]";
const FREE = "#compare, .skip, p a, li a, p .link";
const SIDEWAYS = ".strip, .rail ul, .kept, #styles .choices, .grid-stage";
const TOUCH = 44;
const CLEAR = 3;

const nameOf = (element) => {
  const words = element.id || element.ariaLabel || element.textContent.trim().slice(0, 30);
  return `${element.localName} ${words || element.outerHTML.slice(0, 60)}`;
};
const styleOf = (element) => getComputedStyle(element);
const isShown = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
};
const isHiddenSlice = (element) => styleOf(element).clipPath.startsWith("inset(50%");
const around = (element) => {
  const list = [];
  for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
    list.push(one);
  }
  return list;
};

/** What is left of a box in the boxes around it that cut it or scroll. */
function seen(element) {
  let { left, top, right, bottom } = element.getBoundingClientRect();
  for (const one of around(element)) {
    if (styleOf(one).overflow === "visible") continue;
    const box = one.getBoundingClientRect();
    [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
    [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  return { left, top, right, bottom, width: right - left, height: bottom - top };
}

/** The boxes that take a pointer: of inputs that are not seen, those of their labels. */
function targets() {
  const boxes = [...document.querySelectorAll(TARGETS)].map((element) => {
    const inLabel = ["radio", "checkbox", "file"].includes(element.type);
    const label = inLabel && (element.closest("label, .check") ?? element.labels?.[0]);
    return label || element;
  });
  return [...new Set(boxes)].filter((box) => isShown(box) && !box.matches(FREE));
}

function texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const parent = node.parentElement;
    if (node.data.trim() === "" || !isShown(parent) || parent.closest("option, noscript")) continue;
    if ([parent, ...around(parent)].some(isHiddenSlice)) continue;
    found.push(node);
  }
  return found;
}

function cutOff(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const text = range.getBoundingClientRect();
  const words = node.data.trim().slice(0, 40);
  const parent = node.parentElement;
  for (const one of [parent, ...around(parent)]) {
    const box = one.getBoundingClientRect();
    if (one.matches("button:not(.link), .source, .segments label, .rail-button")) {
      if (text.left < box.left + CLEAR || text.right > box.right - CLEAR) {
        return `text reaches the border: ${words}`;
      }
    }
    const { overflowX, overflowY } = styleOf(one);
    if (overflowX === "auto" || overflowY === "auto") return undefined;
    if (overflowX !== "visible" && (text.right > box.right + 1 || text.left < box.left - 1)) {
      return `text is cut: ${words}`;
    }
    if (overflowY !== "visible" && text.bottom > box.bottom + 2) return `text is cut: ${words}`;
  }
  if (text.left < -1 || text.right > innerWidth + 1) return `text is outside: ${words}`;
  return undefined;
}

function overlaps(boxes) {
  const found = [];
  const places = boxes.map((box) => [box, seen(box)]).filter(([, { width, height }]) =>
    width > 1 && height > 1);
  places.forEach(([one, a], index) => {
    for (const [other, b] of places.slice(index + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 1) found.push(`overlap: ${nameOf(one)} and ${nameOf(other)}`);
    }
  });
  return found;
}

function probe(touch) {
  const boxes = targets();
  const found = texts().map(cutOff).filter(Boolean);
  found.push(...overlaps(boxes));
  for (const box of boxes) {
    const { left, right, width, height } = seen(box);
    if (width > 1 && (left < -1 || right > innerWidth + 1)) found.push(`outside: ${nameOf(box)}`);
    const whole = box.getBoundingClientRect();
    const isSmall = Math.min(whole.width, whole.height) < TOUCH - 0.5;
    if (touch && isSmall) {
      const size = `${Math.round(whole.width)} x ${Math.round(whole.height)}`;
      found.push(`small: ${nameOf(box)}, ${size}`);
    }
  }
  for (const element of document.querySelectorAll("body, body *")) {
    const { overflowX } = styleOf(element);
    const moves = element === document.body || overflowX === "auto" || overflowX === "scroll";
    if (!moves || element.matches(SIDEWAYS) || !isShown(element)) continue;
    if (element.scrollWidth > element.clientWidth + 1) {
      found.push(`scrolls sideways: ${nameOf(element)}`);
    }
  }
  return found;
}

async function settled() {
  for (let turn = 0; turn < 2; turn++) await new Promise((done) => requestAnimationFrame(done));
}
"""

_WALK = f"""async (touch) => {{
  {_PROBE}
  const found = [];
  const look = async (state) => {{
    await settled();
    found.push(...probe(touch).map((words) => `${{state}}: ${{words}}`));
  }};
  await look("as it is");
  for (const button of document.querySelectorAll("[data-opens]")) {{
    const panel = document.querySelector(`#tool-${{button.dataset.opens}}`);
    if (panel.hidden) button.click();
    while (!("ready" in panel.dataset)) await new Promise((done) => setTimeout(done, 20));
    await look(button.dataset.opens);
  }}
  document.querySelector(".panel:not([hidden]) [data-closes]").click();
  await look("closed");
  document.querySelector("[data-opens]").click();
  return found;
}}"""

_PROBE_ALONE = f"(touch) => {{ {_PROBE} return probe(touch); }}"


def faults(page: Page, *, touch: bool) -> list[str]:
    """What is wrong with the page as it is: cut texts, controls too near, too small, outside."""
    return page.evaluate(_PROBE_ALONE, touch)


def faults_of_tools(page: Page, *, touch: bool) -> list[str]:
    """What is wrong with any of the studio's tools open, and with none."""
    return page.evaluate(_WALK, touch)
