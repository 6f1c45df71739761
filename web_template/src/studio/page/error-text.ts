// What went wrong, in the page's language.

import { StylizerError } from "../../api/errors";
import { text } from "./texts";

/**
 * One plain sentence. The engine's reasons have their texts in the strings files; the studio's own
 * errors are written in the page's language already.
 */
export function sentence(error: unknown): string {
  if (!(error instanceof StylizerError)) {
    console.error(error);
    return text("studio.unexpected");
  }
  return error.reason ? text(`errors.${error.reason}`, error.values) : error.message;
}
