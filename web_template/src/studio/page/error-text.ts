// Errors as text in the page's language.

import { StylizerError } from "../../api/errors";
import { text } from "./texts";

/**
 * The text of an error, one plain sentence. The engine's reasons have their texts in the strings files; the studio's own
 * errors are written in the page's language already.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof StylizerError)) {
    console.error(error);
    return text("studio.unexpected");
  }
  return error.reason ? text(`errors.${error.reason}`, error.values) : error.message;
}
