// Words in the names of files.

/**
 * What file systems do not allow in names, and the signs that turn the reading direction around: they
 * make the end of a name look like another.
 */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Most bytes of words in a name: file systems take 255 of all of it. */
const MOST_BYTES = 160;

/** Words as a name may have them, cut where they are too long. */
export function inFileName(words: string): string {
  const bytes = new Uint8Array(MOST_BYTES);
  const safe = words.replace(FORBIDDEN, "-");
  // No character is cut in the middle.
  return safe.slice(0, new TextEncoder().encodeInto(safe, bytes).read);
}
