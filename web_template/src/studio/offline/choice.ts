// Whether the visitor wants the page kept for use without a connection.

import { scope } from "./registration";

const KEY = `atelier-offline-${scope}`;

/** "on" or "off" where the visitor chose. */
export type Choice = "on" | "off" | undefined;

export function choice(): Choice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "on" || stored === "off" ? stored : undefined;
  } catch {
    // Browsers may forbid storage; then nothing is remembered.
    return undefined;
  }
}

export function choose(chosen: "on" | "off"): void {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {}
}

/** Whether the browser asks pages to be sparing with downloads. */
export function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}
