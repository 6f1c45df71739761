// The Networks control: which set paints, and how finely.

import type { Quality } from "../api/types";
import { elements } from "./elements";
import { type SetSummary, site, transformers } from "./site";
import { strings } from "./strings";

export interface NetworksListener {
  onSet(): void;
  onQuality(): void;
}

export class Networks {
  readonly #byName = new Map(site.networks.sets.map((set) => [set.name, set]));

  /** @param wished name of the set to begin with; the site's default where it has none such */
  constructor(wished: string | null, { onSet, onQuality }: NetworksListener) {
    const { sets, quality } = elements;
    for (const [name, set] of this.#byName) showFacts(name, set);
    const first = this.#byName.has(wished ?? "") ? wished : site.networks.default;
    const radio = radioOf(first ?? "");
    if (radio) radio.checked = true;
    this.#showQuality();
    sets.addEventListener("change", () => {
      this.#showQuality();
      onSet();
    });
    quality.addEventListener("change", onQuality);
    sets.disabled = false;
  }

  /** The chosen set. */
  get set(): SetSummary {
    const chosen = elements.sets.querySelector<HTMLInputElement>("input:checked")?.value;
    const set = this.#byName.get(chosen ?? "");
    if (!set) throw new Error("No network set is chosen.");
    return set;
  }

  get quality(): Quality {
    const chosen = elements.quality.querySelector<HTMLInputElement>("input:checked")?.value;
    return chosen === "swift" || chosen === "fine" ? chosen : "auto";
  }

  /** There is nothing to choose from in a set of one transformer. */
  #showQuality(): void {
    elements.quality.inert = transformers(this.set).length < 2;
  }
}

function radioOf(name: string): HTMLInputElement | null {
  return elements.sets.querySelector(`input[value="${CSS.escape(name)}"]`);
}

function showFacts(name: string, { bytes, licence }: SetSummary): void {
  const facts = radioOf(name)?.closest("label")?.querySelector(".set-facts");
  const total = Object.values(bytes).reduce((sum, part) => sum + part, 0);
  if (facts) facts.textContent = strings.setFacts(total, licence);
}
