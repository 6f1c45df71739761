// Whether this browser reads the format that gallery pictures are in where it can be.

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
 * Whether a picture of that address can be shown and painted. The page offers such pictures with a
 * JPEG for other browsers, but it cannot tell the scripts which of the two was taken, and to
 * download both would be a waste.
 */
export async function reads(url: string): Promise<boolean> {
  if (!url.endsWith(".avif")) return true;
  const image = new Image();
  image.src = PIXEL;
  return image.decode().then(
    () => true,
    () => false,
  );
}
