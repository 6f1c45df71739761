// Opening what others shared: links and files.

import { mixtureInWords } from "../mixture/words";
import type { Recipe } from "../model/recipe";
import { StudioError } from "../page/studio-error";
import type { StudioContext } from "../tool";
import { recipeParts } from "./collect";
import { decodeFile } from "./file";
import { decodeSentLink } from "./sent-link";
import { type SharedStyle, SharedStyleError } from "./shared-style";

/** Larger files are no styles: five vectors take some 6 kB. */
const MOST_BYTES = 1e6;

let opening = new AbortController();

/** Applies the text of a link to the recipe; returns the new recipe, or undefined after an error. */
export async function openLink(context: StudioContext, text: string): Promise<Recipe | undefined> {
  return await open(context, "share.damaged_link", async () => decodeSentLink(text));
}

/** Applies a file to the recipe. */
export async function openFile(context: StudioContext, file: File): Promise<Recipe | undefined> {
  return await open(context, "share.damaged_file", async () => {
    if (file.size > MOST_BYTES) throw new SharedStyleError("damaged");
    return decodeFile(await file.text());
  });
}

async function open(
  context: StudioContext,
  damaged: string,
  decode: () => Promise<SharedStyle>,
): Promise<Recipe | undefined> {
  opening.abort();
  opening = new AbortController();
  const { signal } = opening;
  const { recipe, text } = context;
  const before = recipe.value.styles;
  try {
    const parts = await recipeParts(context, await decode(), { signal });
    signal.throwIfAborted();
    // What was chosen meanwhile is the visitor's last word.
    if (recipe.value.styles !== before) return undefined;
    recipe.change(parts);
    context.announce(text("share.opened", { styles: mixtureInWords(recipe.value.styles) }));
    return recipe.value;
  } catch (error) {
    if (!signal.aborted) context.fail(inWords(error, damaged, text));
    return undefined;
  }
}

function inWords(error: unknown, damaged: string, text: StudioContext["text"]): unknown {
  if (!(error instanceof SharedStyleError)) return error;
  const key = error.reason === "newer" ? "share.newer" : damaged;
  return new StudioError(text(key), { cause: error });
}
