// From the photo itself to what is painted of it, which even the weakest style softens.

/** How much of the way from the photo to the painting the photo goes over into what is painted. */
const WAY = 0.4;

/**
 * How much of the photo is laid over what is painted, 0 to 1.
 *
 * @param share how far it is from the photo to the painting, 0 to 1
 */
export function coverOf(share: number): number {
  return Math.max(0, 1 - share / WAY);
}

/** A picture laid over another one of its size. @param cover 0 is the lower one, 1 the upper */
export function covered(lower: ImageData, upper: ImageData, cover: number): ImageData {
  const mixed = new ImageData(lower.width, lower.height);
  for (let i = 0; i < mixed.data.length; i++) {
    const [below, above] = [lower.data[i] as number, upper.data[i] as number];
    mixed.data[i] = below + (above - below) * cover;
  }
  return mixed;
}
