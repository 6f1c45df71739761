// The finished painting: on the page, and as a file.

import { elements } from "./elements";
import { strings } from "./strings";

/** A painting and what is said of it. */
export interface Painting {
  readonly image: ImageData;
  readonly photo: string;
  readonly style: string;
  readonly seconds: number;
  readonly backend: string;
  readonly fileName: string;
}

/** Keeps the photo's own name in that of the painting. */
export function paintingFileName(photoStem: string, styleStem: string): string {
  return `${photoStem}-${styleStem}.png`;
}

export function showPainting(painting: Painting): void {
  const { painting: canvas, placeholder, paintingTitle, facts, download } = elements;
  const { image, photo, style, backend, fileName } = painting;
  const seconds = painting.seconds.toFixed(painting.seconds < 10 ? 2 : 0);
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  canvas.hidden = false;
  canvas.setAttribute("aria-label", strings.painted(photo, style));
  placeholder.hidden = true;
  paintingTitle.textContent = strings.paintingTitle(style);
  facts.textContent = strings.facts(image.width, image.height, seconds, backend);
  download.hidden = false;
  download.value = fileName;
}

/** Makes the download button, whose value is the file's name, save the canvas as a PNG. */
export function listenToDownload(): void {
  const { download, painting: canvas } = elements;
  download.addEventListener("click", () => {
    canvas.toBlob((blob) => {
      if (blob) save(blob, download.value);
    }, "image/png");
  });
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
