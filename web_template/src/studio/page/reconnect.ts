// Pictures that could not be downloaded, again when the connection is back.

export function tryPicturesAgain(): void {
  window.addEventListener("online", () => {
    for (const image of document.images) {
      const isBroken = image.complete && image.naturalWidth === 0 && image.src !== "";
      // Only another address, or the same one set anew, is asked for.
      if (isBroken) image.src = String(image.src);
    }
  });
}
