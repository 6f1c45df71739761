// Numbers as the page's language writes them.

const language = document.documentElement.lang || "en";
const oneDigit = { maximumFractionDigits: 1 } as const;
const numbers = new Intl.NumberFormat(language, oneDigit);
const sizes = new Intl.NumberFormat(language, { ...oneDigit, style: "unit", unit: "megabyte" });
const shares = new Intl.NumberFormat(language, { style: "percent" });
const lists = new Intl.ListFormat(language);
const durations = ["second", "minute"].map(
  (unit) => new Intl.NumberFormat(language, { ...oneDigit, style: "unit", unit }),
);

export function number(value: number): string {
  return numbers.format(value);
}

/** Bytes in megabytes, with their unit; never "0 MB". */
export function megabytes(bytes: number): string {
  return sizes.format(Math.max(bytes / 1e6, 0.1));
}

/** Bytes in megabytes, without a unit. */
export function plainMegabytes(bytes: number): string {
  return (bytes / 1e6).toLocaleString(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
}

/** Seconds without a unit, to a tenth below ten. */
export function seconds(value: number): string {
  return numbers.format(value < 10 ? Math.max(value, 0.1) : Math.round(value));
}

/** Seconds with their unit, or minutes where they are many. */
export function duration(value: number): string {
  const [inSeconds, inMinutes] = durations;
  if (value >= 100) return inMinutes?.format(Math.round(value / 30) / 2) ?? "";
  return inSeconds?.format(value < 10 ? Math.max(value, 0.1) : Math.round(value)) ?? "";
}

/** "one, two and three". */
export function list(words: readonly string[]): string {
  return lists.format(words);
}

/** @param value 1 is 100 % */
export function percent(value: number): string {
  return shares.format(value);
}
