// The page's texts, which the build wrote into it: a strings file of its language.

import { number } from "./format";

export type TextValues = Readonly<Record<string, string | number>>;

const source = document.getElementById("strings")?.textContent ?? "{}";
const texts = JSON.parse(source) as Readonly<Record<string, string>>;
const plurals = new Intl.PluralRules(document.documentElement.lang || "en");

/**
 * A text in the page's language.
 *
 * @param key area and name in the strings files: "studio.cancel"
 * @param values what stands for the text's {names}; `count` also chooses the plural form
 */
export function text(key: string, values: TextValues = {}): string {
  const category = plurals.select(Number(values.count ?? 0));
  const found = texts[key] ?? texts[`${key}_${category}`] ?? texts[`${key}_other`];
  if (found === undefined) throw new Error(`The page has no text "${key}".`);
  return inOrder(found).replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name]));
}

/** Width stands before height on pages that are read from right to left, too. */
function inOrder(found: string): string {
  const isReversed = document.documentElement.dir === "rtl";
  return isReversed ? found.replace("{width} × {height}", "\u2066$&\u2069") : found;
}

function shown(value: string | number | undefined): string {
  return typeof value === "number" ? number(value) : (value ?? "");
}
