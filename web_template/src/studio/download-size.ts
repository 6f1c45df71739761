// What the first painting will have to download.

import type { Wish } from "./easel";
import { STYLE, transformers } from "./site";

/**
 * Bytes of the networks that a first painting needs.
 *
 * @returns `atMost` where it depends on how fast this machine turns out to be
 */
export function downloadSize(wish: Wish): { bytes: number; atMost: boolean } {
  const { bytes } = wish.set;
  const [swift = "", ...finer] = transformers(wish.set);
  const roles = [swift];
  const fine = finer.at(-1);
  if (fine && wish.quality !== "swift") roles.push(fine);
  if (needsStyleNetwork(wish)) roles.push(STYLE);
  const sum = roles.reduce((total, role) => total + (bytes[role] ?? 0), 0);
  return { bytes: sum, atMost: fine !== undefined && wish.quality === "auto" };
}

/** The build looked at the samples already. */
function needsStyleNetwork({ photo, style, strength }: Wish): boolean {
  return !style.sample || (!photo.sample && strength < 1);
}
