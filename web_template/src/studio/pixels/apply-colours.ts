// Keeps a photo's colours in its painting: the photo's chroma under the painting's lightness.
//
// L. Gatys et al., "Preserving Color in Neural Artistic Style Transfer", 2016, section 3.2.

import { oklabRow, readOklab, writeOklab } from "./oklab";

/** Pixels that are converted at a time, so that they stay in the processor's first cache. */
const RUN = 1024;

/** Pixels after which the work yields to the page: some 10 ms. */
const TURN = 1 << 18;

/**
 * A painting in the colours of its photo; the painting itself where `amount` is 0.
 *
 * @param photo the content image at the painting's size
 * @param amount 0: the painting's own colours, 1: the photo's
 */
export function withColours(painted: ImageData, photo: ImageData, amount: number): ImageData {
  if (amount === 0) return painted;
  const { width, height } = painted;
  const data = new Uint8ClampedArray(painted.data);
  takeColours(data, photo.data, amount, 0, width * height);
  return new ImageData(data, width, height);
}

/** Like `withColours`, for large pictures: it yields to the page now and then. */
export async function withColoursInTurns(
  painted: ImageData,
  photo: ImageData,
  amount: number,
  signal: AbortSignal,
): Promise<ImageData> {
  if (amount === 0) return painted;
  const { width, height } = painted;
  const data = new Uint8ClampedArray(painted.data);
  for (let from = 0; from < width * height; from += TURN) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    takeColours(data, photo.data, amount, from, Math.min(from + TURN, width * height));
  }
  return new ImageData(data, width, height);
}

/**
 * Gives pixels of a painting the colours of its photo, in place; alpha stays.
 *
 * @param painted RGBA bytes
 * @param photo RGBA bytes of the same pixels
 * @param from,to the pixels to change; whatever they are, each comes out the same
 */
export function takeColours(
  painted: Uint8ClampedArray,
  photo: Uint8ClampedArray,
  amount: number,
  from: number,
  to: number,
): void {
  const own = oklabRow(RUN);
  const wanted = oklabRow(RUN);
  for (let start = from; start < to; start += RUN) {
    const count = Math.min(RUN, to - start);
    readOklab(painted, start, count, own);
    readOklab(photo, start, count, wanted);
    for (let i = 0; i < count; i++) {
      const light = own.lightness[i] as number;
      const before = wanted.lightness[i] as number;
      // In the shade a surface keeps its saturation, not its chroma: a dark stroke on a bright sky
      // is to look like that sky in shadow. In more light chroma stays, for grain is not to glow.
      const shade = before > light ? light / before : 1;
      own.a[i] = mixed(own.a[i] as number, shade * (wanted.a[i] as number), amount);
      own.b[i] = mixed(own.b[i] as number, shade * (wanted.b[i] as number), amount);
    }
    writeOklab(own, painted, start, count);
  }
}

function mixed(one: number, other: number, share: number): number {
  return one + share * (other - one);
}
