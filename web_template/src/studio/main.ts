// The studio: photo, style, strength and size in, a painting out.

import { StylizerError } from "../api/errors";
import type { Backend } from "../api/types";
import { elements } from "./elements";
import { listenForFiles, type Role } from "./files";
import { listenToDownload, paintingFileName, showPainting } from "./painting";
import { type Sample, type StudioPicture, samplePicture } from "./pictures";
import { type Result, Session, type Wish } from "./session";
import { strings } from "./strings";
import { Strip } from "./strip";
import { announce, hideError, showError, showProgress, showState, showView } from "./view";

interface SiteData {
  readonly photos: readonly Sample[];
  readonly styles: readonly Sample[];
}

/** Pause after the last change of a control before the painting follows it, in milliseconds. */
const REPAINT_DELAY = 150;

const data = JSON.parse(document.getElementById("site-data")?.textContent ?? "{}") as SiteData;
const { studio, photo, photoTitle, strength, strengthValue, size } = elements;

const session = new Session(wishedBackend(), { onLoaded, onProgress: showProgress });
const photos = new Strip(elements.photos, "photo", data.photos.map(samplePicture), onPhoto);
const styles = new Strip(elements.styles, "style", data.styles.map(samplePicture), repaint);
let repaintTimer: ReturnType<typeof setTimeout> | undefined;

function wishedBackend(): Backend | "auto" {
  const wish = new URLSearchParams(location.search).get("backend");
  return wish === "wasm" || wish === "webgl" ? wish : "auto";
}

function currentWish(): Wish {
  return {
    photo: photos.chosen,
    style: styles.chosen,
    strength: strength.valueAsNumber / 100,
    size: size.value === "own" ? undefined : Number(size.value),
  };
}

async function paint(): Promise<void> {
  clearTimeout(repaintTimer);
  hideError();
  showState(session.begun ? "painting" : "loading");
  const wish = currentWish();
  try {
    show(wish, await session.paint(wish));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    fail(error);
  }
}

function onLoaded(backend: Backend): void {
  studio.dataset.backend = backend;
  showState("painting");
}

function show({ photo: content, style }: Wish, { image, seconds, backend }: Result): void {
  showPainting({
    image,
    seconds,
    photo: content.title,
    style: style.title,
    backend: strings.backends[backend],
    fileName: paintingFileName(content.stem, style.stem),
  });
  studio.dataset.paints = String(Number(studio.dataset.paints) + 1);
  studio.dataset.backend = backend;
  showView("painting");
  showState("done");
  announce(strings.done(content.title, style.title, seconds.toFixed(1)));
}

function fail(error: unknown): void {
  if (!(error instanceof StylizerError)) console.error(error);
  showError(error instanceof StylizerError ? error.message : strings.unexpected);
  showState("error");
}

function cancel(): void {
  session.cancel();
  showState(studio.dataset.paints === "0" ? "idle" : "done");
  announce(strings.cancelled);
}

/** After the first paint the painting follows every change. */
function repaint(): void {
  if (!session.begun) return;
  clearTimeout(repaintTimer);
  repaintTimer = setTimeout(paint, REPAINT_DELAY);
}

function onPhoto(): void {
  const { url, title }: StudioPicture = photos.chosen;
  photo.src = url;
  photo.alt = title;
  photoTitle.textContent = title;
  if (!session.begun) showView("photo");
  repaint();
}

async function onFile(role: Role, file: File | undefined): Promise<void> {
  hideError();
  try {
    if (!file) throw new StylizerError("not-an-image", strings.noPictureDropped);
    await (role === "photo" ? photos : styles).add(file);
  } catch (error) {
    fail(error);
  }
}

function listen(): void {
  elements.controls.addEventListener("submit", (event) => {
    event.preventDefault();
    void paint();
  });
  elements.cancel.addEventListener("click", cancel);
  strength.addEventListener("input", () => {
    strengthValue.textContent = `${strength.value} %`;
    repaint();
  });
  size.addEventListener("change", repaint);
  studio.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== "view") return;
    showView(target.value === "painting" ? "painting" : "photo");
  });
  listenForFiles(onFile);
  listenToDownload();
}

listen();
elements.settings.disabled = false;
elements.paint.disabled = false;
strengthValue.textContent = `${strength.value} %`;
onPhoto();
