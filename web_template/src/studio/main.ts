// Starts the page: connects the studio, the rail, buttons and keys.

import { type Backend, isBackend } from "../api/backends";
import type { ProgressEvent } from "../api/types";
import type { Sides } from "../shared/passes";
import type { Dropped } from "./input/dropped";
import { fetchPicture } from "./input/fetch-picture";
import { browse, listenForFiles, pictureAmong, type Role } from "./input/files";
import { takeFile } from "./input/take";
import { mixtureInWords } from "./mixture/words";
import type { Recipe } from "./model/recipe";
import { type SetSummary, site } from "./model/site";
import { byId, elements } from "./page/elements";
import { megabytes, seconds } from "./page/format";
import { askBeforeLeaving } from "./page/leaving";
import { showNotice } from "./page/notice";
import { tryPicturesAgain } from "./page/reconnect";
import { listenToShortcuts } from "./page/shortcuts";
import { announce, hideError, showError, showHint, showProgress, showState } from "./page/status";
import { StudioError } from "./page/studio-error";
import { text } from "./page/texts";
import { downloadSize } from "./painting/download-size";
import type { PaintKind } from "./painting/paint-scheduler";
import type { Painted, PaintedPass } from "./painting/pipeline";
import type { Result } from "./painting/result";
import { ToolRail } from "./rail";
import { offerFullSize } from "./result/full-size";
import { actions, listenToSaving } from "./result/saving";
import { listenToSharing } from "./result/sharing";
import { linkText } from "./share/address";
import { isStyleFile, listenForLinks, openStyleFile } from "./share/listen";
import { leaveFullScreen, listenToFullScreen, toggleFullScreen } from "./stage/full-screen";
import { Stage, type StageView, stylesOf } from "./stage/stage";
import { listenToStrength } from "./stage/strength";
import { Studio, type StudioListener } from "./studio";

const address = new URLSearchParams(location.search);
const stage = new Stage();
const listener: StudioListener = {
  onBegin,
  onProgress,
  onPass,
  onPainted,
  onResult,
  onError,
};
const studio = new Studio(firstSet(), requestedBackend(), stage, listener);
const { recipe, result, scheduler } = studio;
const tools = new ToolRail(studio);
const opened = recipe.value;
/** The painting on the stage, if it is what the recipe says. */
let current: Result | undefined;
/** Of the painting that was kept elsewhere last: pixels of large ones are too many to hold on to. */
let saved: Recipe | undefined;

function firstSet(): SetSummary {
  const { sets, default: standard } = site.networks;
  const requested = address.get("set");
  const found =
    sets.find(({ name }) => name === requested) ?? sets.find(({ name }) => name === standard);
  if (!found) throw new Error("The site has no network set.");
  return found;
}

function requestedBackend(): Backend | "auto" {
  const requested = address.get("backend") ?? "";
  return isBackend(requested) ? requested : "auto";
}

function onBegin(kind: PaintKind): void {
  hideError();
  showHint("");
  const ready = studio.painters.ready(recipe.value.set.name);
  showState(ready ? working(kind) : "loading", current !== undefined);
}

function working(kind: PaintKind): "previewing" | "painting" {
  return kind === "preview" ? "previewing" : "painting";
}

/** Previews are too short to show their progress, but not what they may have to download. */
function onProgress(kind: PaintKind, event: ProgressEvent): void {
  const downloading = event.stage === "download" && event.loaded < event.total;
  showState(downloading || event.stage === "start" ? "loading" : working(kind), false);
  if (kind === "finish" || event.stage !== "paint") showProgress(event);
}

/** Strokes that are laid in are shown like a preview: finer ones are on their way. */
function onPass(pass: PaintedPass, sides: Sides): void {
  stage.showPreview(pass, sides);
  elements.download.ariaDisabled = "true";
  count("passes");
}

function onPainted(kind: PaintKind, painted: Painted, sides: Sides): void {
  const { backend, transformer, image, milliseconds } = painted;
  elements.studio.dataset.backend = backend;
  if (kind === "preview") {
    stage.showPreview(painted, sides);
    // Previews cannot be saved.
    elements.download.ariaDisabled = "true";
    count("previews");
    showState("previewing", false);
    return;
  }
  const painter = { backend, transformer };
  studio.finish({ recipe: painted.recipe, image, milliseconds, painter });
  count("paints");
  const { photo } = painted.recipe;
  const words = { photo: photo.title, style: stylesOf(painted.recipe) };
  announce(text("studio.done", { ...words, seconds: seconds(milliseconds / 1000) }));
}

function onResult(shown: Result): void {
  current = shown;
  showHint("");
  stage.showResult(shown);
  elements.download.ariaDisabled = "false";
  studio.history.addShown(shown);
  showState("done", true);
}

function count(what: "previews" | "passes" | "paints"): void {
  elements.studio.dataset[what] = String(Number(elements.studio.dataset[what]) + 1);
}

function onError(error: unknown): void {
  studio.fail(error);
  showState("error", false);
}

function cancel(): void {
  scheduler.cancel();
  const isPainted = stage.finished && current !== undefined;
  showState(elements.studio.dataset.paints === "0" ? "idle" : "done", isPainted);
  announce(text("studio.cancelled"));
  showDownloadSize(recipe.value);
}

function onRecipe(changed: Recipe, before: Recipe): void {
  current = undefined;
  // The stage no longer shows the painting of the recipe.
  elements.download.ariaDisabled = "true";
  hideError();
  showHistory();
  showDownloadSize(changed);
  if (changed.photo === before.photo) return;
  stage.showPhoto(changed.photo);
}

function showDownloadSize(changed: Recipe): void {
  // A painting of an earlier visit needed the same downloads.
  if (scheduler.begun || result.value) return;
  const { bytes, atMost } = downloadSize(changed);
  const key = atMost ? "studio.first_download_at_most" : "studio.first_download";
  showHint(text(key, { size: megabytes(bytes) }));
}

const undoButton = byId("undo", HTMLButtonElement);
const redoButton = byId("redo", HTMLButtonElement);

/** The buttons are never disabled, so that the keyboard focus is not lost at the end of the history. */
function showHistory(): void {
  undoButton.ariaDisabled = String(!recipe.canUndo);
  redoButton.ariaDisabled = String(!recipe.canRedo);
}

function undo(): void {
  if (!recipe.canUndo) return;
  recipe.undo();
  announce(text("studio.undone"));
}

function redo(): void {
  if (!recipe.canRedo) return;
  recipe.redo();
  announce(text("studio.redone"));
}

function onDropped(role: Role, what: Dropped): void {
  hideError();
  if (what.kind === "address") {
    void takeFile(role, fetchPicture(what.address), studio);
    return;
  }
  const files = what.kind === "files" ? what.files : [];
  const file = pictureAmong(files);
  if (file && isStyleFile(file))
    void openStyleFile(studio, file).catch((error) => studio.fail(error));
  else if (file) void takeFile(role, file, studio);
  else studio.fail(new StudioError(text("studio.no_picture_dropped")));
  if (file && files.length > 1) tell(text("studio.one_of_many", { name: file.name }));
}

/** Who follows a link to a style is to see their own photo in it. */
function sayWhatWasSent({ styles }: Recipe): void {
  showNotice({
    text: text("share.sent", { styles: mixtureInWords(styles) }),
    action: { label: text("studio.add_photo"), run: () => browse("photo") },
    close: text("studio.close"),
  });
}

function tell(words: string): void {
  showNotice({ text: words, close: text("studio.close") });
  announce(words);
}

async function surprise(): Promise<void> {
  try {
    const { randomize } = await import("./randomize/randomize");
    randomize(studio);
  } catch (error) {
    studio.fail(error);
  }
}

/** Whether something of the visitor's would go with the page. */
function wouldLosePainting(): boolean {
  const { value: painted } = studio.result;
  const { regions } = recipe.value;
  const isUnpainted = regions !== undefined && painted?.recipe.regions !== regions;
  const isKept =
    painted?.recipe === saved || (painted && studio.history.keyOf(painted.recipe) !== undefined);
  return isUnpainted || !elements.cancel.hidden || (painted !== undefined && !isKept);
}

/** Whether the page shows what it opened with, and its address asks for nothing else. */
function isFresh(): boolean {
  const asksForMore = address.has("set") || linkText(location.hash) !== undefined;
  return recipe.value === opened && !scheduler.begun && !asksForMore;
}

/** The page in another language opens with the shared style that this one has in its address. */
function keepStyleAcrossLanguages(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) {
    link.addEventListener("click", () => {
      link.hash = location.hash;
    });
  }
}

/** What nobody expected is said, too, and stays on the console. */
function listenToTheUnexpected(): void {
  window.addEventListener("unhandledrejection", ({ reason }) => {
    if (!(reason instanceof DOMException && reason.name === "AbortError")) studio.fail(reason);
  });
  document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective }) => {
    if (disposition === "enforce") tell(text("studio.policy", { directive: effectiveDirective }));
  });
}

/** The camera is a part of the tool that chooses the photo. */
function listenToCamera(): void {
  const button = byId("use-camera", HTMLButtonElement);
  button.addEventListener("click", async () => {
    if (!tools.isShown("stylize")) await tools.open("stylize");
    document.querySelector<HTMLElement>("[data-camera=photo]")?.click();
  });
}

/** Leaves the topmost thing alone; dialogs listen for themselves. */
function leave(): void {
  const menu = [...document.querySelectorAll<HTMLElement>(":popover-open")].at(-1);
  if (menu) menu.hidePopover();
  else if (leaveFullScreen()) return;
  else if (!elements.cancel.hidden) cancel();
  else if (tools.isOpen) tools.close();
}

let viewBefore: StageView | undefined;

function peek(): void {
  if (!stage.hasPainting) return;
  viewBefore ??= stage.view;
  stage.view = "photo";
}

function endPeek(): void {
  if (viewBefore) stage.view = viewBefore;
  viewBefore = undefined;
}

function compare(): void {
  if (!stage.hasPainting) return;
  stage.view = stage.view === "compare" ? "painting" : "compare";
}

function listen(): void {
  recipe.subscribe(onRecipe);
  elements.paint.addEventListener("click", () => scheduler.paint());
  for (const button of document.querySelectorAll<HTMLElement>("[data-closes-dialog]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  }
  listenToTheUnexpected();
  keepStyleAcrossLanguages();
  askBeforeLeaving(wouldLosePainting);
  tryPicturesAgain();
  elements.cancel.addEventListener("click", cancel);
  undoButton.addEventListener("click", undo);
  redoButton.addEventListener("click", redo);
  byId("randomize", HTMLButtonElement).addEventListener("click", () => void surprise());
  listenToCamera();
  listenToFullScreen();
  listenToStrength(studio);
  const shown = () => (stage.finished ? current : undefined);
  const act = actions(studio, shown, (result) => {
    saved = result.recipe;
  });
  listenToSaving(studio, act);
  listenToSharing(studio, act, async () => {
    const { styleLink } = await import("./share/style-link");
    return await styleLink(studio, recipe.value, { signal: new AbortController().signal });
  });
  offerFullSize(studio);
  listenForFiles(onDropped);
  const numbers = tools.ids.map((id, index) => [
    String(index + 1),
    () => void tools.toggleFromAfar(id),
  ]);
  listenToShortcuts(
    {
      ...Object.fromEntries(numbers.slice(0, 9)),
      p: () => scheduler.paint(),
      b: peek,
      c: compare,
      f: () => void toggleFullScreen(),
      r: () => void surprise(),
      s: () => (stage.guests.download ?? elements.download).click(),
      "+": () => stage.zoom.by(1.5),
      "=": () => stage.zoom.by(1.5),
      "-": () => stage.zoom.by(1 / 1.5),
      "0": () => stage.zoom.fit(),
      escape: leave,
    },
    { z: undo, y: redo, "shift+z": redo },
    { b: endPeek },
  );
}

listen();
showHistory();
showDownloadSize(recipe.value);
void tools.open(tools.ids[0] ?? "stylize");
elements.paint.disabled = false;
document.getElementById("unstarted")?.remove();
listenForLinks(studio, sayWhatWasSent);
const requestedSet = address.get("set");
if (requestedSet && requestedSet !== recipe.value.set.name) {
  showError(text("studio.no_such_set", { name: requestedSet, title: recipe.value.set.title }));
}
const downloads = async () => {
  const lists = await Promise.all(studio.painters.loaded.map((painter) => painter.downloads()));
  return lists.flat();
};
/** Nobody asked for what is missing then, and the next visit tries again. */
const onMissing = (error: unknown) => console.warn("A part of this page did not arrive.", error);
void import("./storage/index").then(
  ({ keepWorks }) => keepWorks({ context: studio, history: studio.history, isFresh }),
  onMissing,
);
void import("./offline/index").then(
  ({ startOffline }) => startOffline({ result, downloads, announce }),
  onMissing,
);
