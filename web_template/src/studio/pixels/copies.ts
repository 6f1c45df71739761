// Small copies of a large picture, for where no more of it can be seen.

import { falsifiesCanvases } from "../../shared/falsified";
import { LISTED, ON_SCREEN } from "../model/pictures";
import type { SmallCopy } from "../model/recipe";
import { perform } from "./off-page";

/** Pixels of a picture that needs none. */
const SMALL = 1e6;

/** How many times as long as a copy a picture has to be, for the copy to be worth its file. */
const WORTH = 1.5;

/** Makes the copies of a picture, which is closed; none where that fails, for the picture does, too. */
export async function smallCopies(
  picture: ImageBitmap,
  type: string,
): Promise<readonly SmallCopy[]> {
  const { width, height } = picture;
  const sides = sidesOfCopies(width, height);
  if (sides.length === 0 || falsifiesCanvases()) return [];
  // WebP keeps what is transparent; where a browser writes none, it writes PNG.
  const kind = type === "image/jpeg" ? type : "image/webp";
  try {
    const files = await perform("shrink", { picture, sides, type: kind });
    return files.map((file, index) => {
      return { side: sides[index] as number, file, url: URL.createObjectURL(file) };
    });
  } catch (error) {
    console.warn("A picture has no small copies.", error);
    return [];
  }
}

/** Long sides in pixels of the copies that a picture should have. */
export function sidesOfCopies(width: number, height: number): readonly number[] {
  if (width * height <= SMALL) return [];
  return [LISTED, ON_SCREEN].filter((side) => Math.max(width, height) >= WORTH * side);
}
