// Which key was pressed, on any keyboard.

/** What is read of a key event; those that browsers make when they fill in fields have no key. */
type Pressed = Partial<Pick<KeyboardEvent, "key" | "code" | "shiftKey">>;

/**
 * The name of what a key does: by the character that it writes, or else by its place, for alphabets
 * without the letter and for keyboards that write digits with Shift.
 */
export function keyOf(
  { key = "", code = "" }: Pressed,
  known: Readonly<Record<string, unknown>>,
  prefix = "",
): string {
  const written = prefix + key.toLowerCase();
  const placed = /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase();
  const isLatin = /^[a-z0-9]$/i.test(key);
  if (known[written] || isLatin || placed === undefined) return written;
  return prefix + placed;
}
