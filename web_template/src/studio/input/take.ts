// Makes a visitor's file the photo or the style.

import type { StudioPicture } from "../model/recipe";
import type { StudioContext } from "../tool";
import type { Role } from "./files";

/** Adds a file to the pictures of its kind and chooses it; shows an error where that fails. */
export async function takeFile(role: Role, file: File, context: StudioContext): Promise<void> {
  try {
    const pictures = role === "photo" ? context.photos : context.styles;
    choose(role, await pictures.add(file), context);
  } catch (error) {
    context.fail(error);
  }
}

export function choose(role: Role, picture: StudioPicture, { recipe }: StudioContext): void {
  if (role === "photo") recipe.change({ photo: picture, regions: undefined });
  else recipe.change({ styles: [{ source: { kind: "picture", picture }, weight: 1 }] });
}
