// Links as they arrive: programs that send them take the signs around them for part of them.

import { decodeLink } from "./link";
import type { SharedStyle } from "./shared-style";

/** Most marks of emphasis after a link. */
const MOST_MARKS = 3;

/**
 * What the text of a link says, also with marks of emphasis after it, which could be letters of it.
 *
 * @throws SharedStyleError it is damaged, or of a later version
 */
export function decodeSentLink(text: string): SharedStyle {
  for (let marks = 0; ; marks++) {
    const plain = text.slice(0, text.length - marks);
    try {
      return decodeLink(plain);
    } catch (error) {
      if (marks === MOST_MARKS || !plain.endsWith("_")) throw error;
    }
  }
}
