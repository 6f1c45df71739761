// How addresses and files say that they carry a shared style.

export const FILE_SUFFIX = ".style";

const FRAGMENT = "#style=";

/** Messengers encode the signs of an address again, and forget that they did. */
const TEXT = /(?:#|%23)style(?:=|%3D)([\w-]*)/i;

/** The text of the style link in an address or in any words around one. */
export function linkText(words: string): string | undefined {
  return TEXT.exec(words)?.[1];
}

/** The page's own address with a style's link in it. */
export function addressOf(link: string): string {
  const { origin, pathname } = location;
  return `${origin}${pathname}${FRAGMENT}${link}`;
}

/** Whether a file says that it is a shared style. */
export function isStyleFile({ name }: File): boolean {
  return name.toLowerCase().endsWith(FILE_SUFFIX);
}
