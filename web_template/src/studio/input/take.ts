// Makes a visitor's file the photo or the style.

import type { Recipe, StudioPicture } from "../model/recipe";
import type { StudioContext } from "../tool";
import type { Role } from "./files";

/** The choice of each kind that was begun last. */
const begun: { [R in Role]?: object } = {};

/**
 * Adds a file to the pictures of its kind, unless it is there, and chooses it, unless the visitor has chosen something
 * else meanwhile; shows an error where that fails.
 *
 * @param file may still be on its way
 */
export async function takeFile(
  role: Role,
  file: File | Promise<File>,
  context: StudioContext,
): Promise<void> {
  const choice = {};
  begun[role] = choice;
  const before = chosen(role, context.recipe.value);
  const isLast = () => begun[role] === choice && chosen(role, context.recipe.value) === before;
  try {
    const pictures = role === "photo" ? context.photos : context.styles;
    const picture = await pictures.add(await file);
    // What is chosen once more keeps what was made of it.
    if (isLast() && !isAlone(picture, before)) choose(role, picture, context);
  } catch (error) {
    if (isLast()) context.fail(error);
  }
}

export function choose(role: Role, picture: StudioPicture, { recipe }: StudioContext): void {
  if (role === "photo") recipe.change({ photo: picture, regions: undefined });
  else recipe.change({ styles: [{ source: { kind: "picture", picture }, weight: 1 }] });
}

function chosen(role: Role, { photo, styles }: Recipe): Recipe["photo"] | Recipe["styles"] {
  return role === "photo" ? photo : styles;
}

/** Whether a picture is what is chosen, and nothing else is. */
function isAlone(picture: StudioPicture, now: ReturnType<typeof chosen>): boolean {
  if ("id" in now) return now === picture;
  const [style, ...others] = now;
  return (
    others.length === 0 && style?.source.kind === "picture" && style.source.picture === picture
  );
}
