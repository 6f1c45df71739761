// Pictures of the tests, whose ImageData is the one that the engine has in Node.js.

import "../../web_template/src/node/image-data";

/** A picture whose opaque pixels are grey as `greyAt` says of each. */
export function greyPicture(
  width: number,
  height: number,
  greyAt: (x: number, y: number) => number,
): ImageData {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const grey = greyAt(i % width, Math.floor(i / width));
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  return image;
}
