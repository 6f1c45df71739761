// What lies around the picture takes up a little of its colour.

import { elements } from "../page/elements";
import { dominantColour } from "../pixels/dominant-colour";
import { pixelsOf } from "../pixels/read";

/** Side in pixels at which a picture of the page is looked at. */
const SMALL = 32;

export function tintBy({ data }: Pick<ImageData, "data">): void {
  const colour = dominantColour(data);
  const { style } = elements.viewport;
  if (colour) style.setProperty("--painted", colour);
  else style.removeProperty("--painted");
}

/** Takes up the colour of a picture of the page, unless it is gone when its pixels are there. */
export async function tintByPicture(picture: HTMLImageElement): Promise<void> {
  try {
    await picture.decode();
    const pixels = await pixelsOf(picture, SMALL, SMALL);
    if (picture.isConnected) tintBy(pixels);
  } catch {
    // Nobody misses the tint of a picture that did not arrive.
  }
}
