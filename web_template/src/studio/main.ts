// The studio: photo, style, strength, size and networks in, a painting out.

import { StylizerError } from "../api/errors";
import type { Backend, ProgressEvent } from "../api/types";
import { downloadSize } from "./download-size";
import { Easel, type Kind, type Painted, type Wish } from "./easel";
import { elements } from "./elements";
import { listenForFiles, type Role } from "./files";
import { Networks } from "./networks";
import { listenToDownload, showFinished, showPreview } from "./painting";
import { type StudioPicture, samplePicture } from "./pictures";
import { site } from "./site";
import { strings } from "./strings";
import { Strip } from "./strip";
import {
  announce,
  hideError,
  showError,
  showHint,
  showProgress,
  showState,
  showView,
} from "./view";

const { studio, photo, photoTitle, strength, strengthValue, size } = elements;
const wishes = new URLSearchParams(location.search);

const photos = new Strip(elements.photos, "photo", site.photos.map(samplePicture), onPhoto);
const styles = new Strip(elements.styles, "style", site.styles.map(samplePicture), follow);
const networks = new Networks(wishes.get("set"), { onSet: settle, onQuality: settle });
const easel = new Easel(wishedBackend(), {
  wish: currentWish,
  onBegin,
  onLoaded,
  onProgress,
  onPainted,
  onError: fail,
});

function wishedBackend(): Backend | "auto" {
  const wish = wishes.get("backend");
  return wish === "wasm" || wish === "webgl" ? wish : "auto";
}

function currentWish(): Wish {
  return {
    set: networks.set,
    photo: photos.chosen,
    style: styles.chosen,
    strength: strength.valueAsNumber / 100,
    size: size.value === "own" ? undefined : Number(size.value),
    quality: networks.quality,
  };
}

function onBegin(kind: Kind, ready: boolean): void {
  hideError();
  showHint(undefined);
  showState(ready ? working(kind) : "loading");
}

function onLoaded(kind: Kind, backend: Backend): void {
  studio.dataset.backend = backend;
  showState(working(kind));
}

function working(kind: Kind): "previewing" | "painting" {
  return kind === "preview" ? "previewing" : "painting";
}

/** Previews are too short to show their progress, but not what they may have to download. */
function onProgress(kind: Kind, event: ProgressEvent): void {
  if (event.stage === "download" && event.loaded < event.total) showState("loading");
  if (kind === "finish" || event.stage !== "paint") showProgress(event);
}

function onPainted(kind: Kind, painted: Painted): void {
  const { wish, seconds, backend } = painted;
  studio.dataset.backend = backend;
  showView("painting");
  if (kind === "preview") {
    showPreview(painted);
    count("previews");
    showState("previewing");
  } else {
    showFinished(painted);
    count("paints");
    showState("done");
    announce(strings.done(wish.photo.title, wish.style.title, seconds));
  }
}

function count(what: "previews" | "paints"): void {
  studio.dataset[what] = String(Number(studio.dataset[what]) + 1);
}

function fail(error: unknown): void {
  if (!(error instanceof StylizerError)) console.error(error);
  showError(error instanceof StylizerError ? error.message : strings.unexpected);
  showState("error");
}

function cancel(): void {
  easel.cancel();
  showState(studio.dataset.paints === "0" ? "idle" : "done");
  announce(strings.cancelled);
  showDownloadSize();
}

/** For changes that a preview shows. */
function follow(): void {
  easel.follow();
  showDownloadSize();
}

/** For changes that only the finished picture shows. */
function settle(): void {
  easel.settle();
  showDownloadSize();
}

function showDownloadSize(): void {
  if (easel.begun) return;
  const { bytes, atMost } = downloadSize(currentWish());
  showHint(strings.firstDownload(bytes, atMost));
}

function onPhoto(): void {
  showPhoto(photos.chosen);
  if (!easel.begun) showView("photo");
  follow();
}

function showPhoto({ url, title }: StudioPicture): void {
  photo.src = url;
  photo.alt = title;
  photoTitle.textContent = title;
}

function showStrength(): void {
  strengthValue.textContent = strings.percent(strength.valueAsNumber / 100);
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
    easel.paint();
  });
  elements.cancel.addEventListener("click", cancel);
  strength.addEventListener("input", () => {
    showStrength();
    follow();
  });
  size.addEventListener("change", settle);
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
showStrength();
onPhoto();
const wishedSet = wishes.get("set");
if (wishedSet && wishedSet !== networks.set.name) {
  showError(strings.noSuchSet(wishedSet, networks.set.title));
}
