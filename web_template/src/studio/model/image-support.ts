// Whether this browser can decode the gallery's AVIF pictures.

/** A single pixel as AVIF. */
const PIXEL = [
  "data:image/avif;base64,",
  "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAA",
  "AAAAAAAAAAAAAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAIAAAAChpaW5mAAAAAAAB",
  "AAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAAQAAAAEAAAAQcG",
  "l4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAA",
  "KG1kYXQSAAoIGAAGiAhoNCAyEh/3h4UV3///4sAAAJA1jjx+3A==",
].join("");

/**
 * Whether the browser can decode a picture of that address, by its suffix. The page offers each
 * picture as AVIF and as JPEG, but scripts cannot see which of the two the browser chose, and
 * downloading both would be a waste.
 */
export async function showsFormat(url: string): Promise<boolean> {
  if (!url.endsWith(".avif")) return true;
  const image = new Image();
  image.src = PIXEL;
  return image.decode().then(
    () => true,
    () => false,
  );
}
