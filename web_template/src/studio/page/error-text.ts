// Errors as text in the page's language.

import { StylizerError } from "../../api/errors";
import { StudioError } from "./studio-error";
import { text } from "./texts";

/**
 * The text of an error, one plain sentence.
 *
 * The engine's errors name the text in the strings files that says the same; the studio's own ones
 * are in the page's language already.
 */
export function errorText(error: unknown): string {
  if (error instanceof StudioError) return error.message;
  if (error instanceof StylizerError) {
    return error.reason ? text(`errors.${error.reason}`, error.values) : error.message;
  }
  console.error(error);
  return text(isMissingPart(error) ? "studio.part_missing" : "studio.unexpected");
}

/** Whether an error is that a script could not be downloaded: browsers tell by their words only. */
export function isMissingPart(error: unknown): boolean {
  const words = /dynamically imported module|Importing a module script failed/i;
  return error instanceof TypeError && words.test(error.message);
}
