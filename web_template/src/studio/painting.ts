// The painting on the page, and as a file.

import { fitted } from "../engine/picture";
import type { Painted } from "./easel";
import { elements } from "./elements";
import { site, transformers } from "./site";
import { strings } from "./strings";

/** Longest side in pixels that a canvas is given for a preview: screens show little more. */
const PREVIEW_CANVAS = 1024;

/** Where a preview waits to be scaled. */
const small = document.createElement("canvas");

/** Shows a preview at the finished picture's aspect ratio, so that nothing moves when that comes. */
export function showPreview({ image, sides, wish }: Painted): void {
  const [width, height] = fitted(...sides, Math.min(Math.max(...sides), PREVIEW_CANVAS));
  const context = sizedCanvas(width, height);
  small.width = image.width;
  small.height = image.height;
  small.getContext("2d")?.putImageData(image, 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, width, height);
  describe(wish);
  elements.facts.textContent = strings.preview;
  elements.download.ariaDisabled = "true";
}

export function showFinished(painted: Painted): void {
  const { image, wish, seconds, backend } = painted;
  const { download, facts } = elements;
  sizedCanvas(image.width, image.height).putImageData(image, 0, 0);
  describe(wish);
  const network = networkName(painted);
  facts.textContent = strings.facts(network, image.width, image.height, seconds, backend);
  download.hidden = false;
  download.ariaDisabled = "false";
  // Keeps the photo's own name in that of the painting.
  download.value = `${wish.photo.stem}-${wish.style.stem}.png`;
}

/** The canvas's context; its size is left alone where it is right, which would clear it. */
function sizedCanvas(width: number, height: number): CanvasRenderingContext2D {
  const { painting: canvas, placeholder } = elements;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.hidden = false;
  placeholder.hidden = true;
  return canvas.getContext("2d") as CanvasRenderingContext2D;
}

function describe({ photo, style }: Painted["wish"]): void {
  elements.painting.ariaLabel = strings.painted(photo.title, style.title);
  elements.paintingTitle.textContent = strings.paintingTitle(style.title);
}

/** What people call the network that painted: a transformer that is alone goes by its set. */
function networkName({ wish: { set }, transformer }: Painted): string {
  const names: Readonly<Record<string, string>> = strings.transformers;
  const name = names[transformer];
  if (!name || transformers(set).length === 1) return set.title;
  return site.networks.sets.length > 1 ? `${set.title}, ${name.toLowerCase()}` : name;
}

/** Makes the download button, whose value is the file's name, save the canvas as a PNG. */
export function listenToDownload(): void {
  const { download, painting: canvas } = elements;
  download.addEventListener("click", () => {
    // A preview is not worth keeping.
    if (download.ariaDisabled === "true") return;
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
