// The tools and the rail that opens them: one at a time, each loaded when it is first opened.

import { loaders } from "atelier:tools";
import { centre, showEdges } from "./page/edges";
import { byId } from "./page/elements";
import type { StudioContext, ToolView } from "./tool";

export class ToolRail {
  readonly #context: StudioContext;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #views = new Map<string, ToolView>();
  readonly #panels = byId("panels", HTMLElement);
  readonly #list = byId("tools", HTMLElement).querySelector("ul");
  /** The scroll position of each panel when it was closed. */
  readonly #scrolled = new Map<string, number>();
  #open: string | undefined;

  constructor(context: StudioContext) {
    this.#context = context;
    if (this.#list) showEdges(this.#list);
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-opens]")) {
      const id = button.dataset.opens ?? "";
      this.#buttons.set(id, button);
      button.addEventListener("click", () => void this.toggle(id));
      button.disabled = false;
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-leads-to]")) {
      button.addEventListener(
        "click",
        () => void this.toggleFromAfar(button.dataset.leadsTo ?? ""),
      );
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-closes]")) {
      button.addEventListener("click", () => this.close());
    }
  }

  /** Ids of the tools in the order of the rail. */
  get ids(): readonly string[] {
    return [...this.#buttons.keys()];
  }

  async toggle(id: string): Promise<void> {
    if (this.#open === id) this.close();
    else await this.open(id);
  }

  /** Does the same where the rail was not used, and moves the focus into the panel. */
  async toggleFromAfar(id: string): Promise<void> {
    await this.toggle(id);
    if (this.#open === id) document.getElementById(`tool-${id}-title`)?.focus();
  }

  async open(id: string): Promise<void> {
    this.#leave();
    this.#open = id;
    this.#show();
    try {
      const view = this.#views.get(id) ?? (await this.#mounted(id));
      if (this.#open === id) view.open?.();
    } catch (error) {
      this.#context.fail(error);
    }
  }

  /** Closes what is open; the focus goes to the button that opens it again. */
  close(): void {
    const button = this.#buttons.get(this.#open ?? "");
    const inside = panelOf(this.#open ?? "")?.contains(document.activeElement);
    this.#leave();
    this.#open = undefined;
    this.#show();
    if (inside) button?.focus();
  }

  isShown(id: string): boolean {
    return this.#open === id;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  #leave(): void {
    if (this.#open) this.#scrolled.set(this.#open, this.#panels.scrollTop);
    this.#views.get(this.#open ?? "")?.close?.();
  }

  async #mounted(id: string): Promise<ToolView> {
    const panel = panelOf(id);
    const { tool } = await (loaders[id]?.() ?? Promise.reject(new Error(`No tool "${id}".`)));
    const known = this.#views.get(id);
    if (known || !panel) return known ?? {};
    const view = tool.mount(panel, this.#context);
    this.#views.set(id, view);
    panel.inert = false;
    panel.dataset.ready = "";
    return view;
  }

  #show(): void {
    for (const [id, button] of this.#buttons) {
      button.ariaExpanded = String(id === this.#open);
      if (id === this.#open && this.#list) centre(button, this.#list);
      const panel = panelOf(id);
      if (panel) panel.hidden = id !== this.#open;
    }
    document.getElementById("studio")?.classList.toggle("no-panel", this.#open === undefined);
    this.#panels.scrollTop = this.#scrolled.get(this.#open ?? "") ?? 0;
  }
}

function panelOf(id: string): HTMLElement | null {
  return document.getElementById(`tool-${id}`);
}
