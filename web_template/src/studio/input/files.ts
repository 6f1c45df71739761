// How files reach the studio: the file buttons, dropping and pasting.

import { byId } from "../page/elements";
import { bringsPicture, type Dropped, dropped } from "./dropped";

export type Role = "photo" | "style";

export type OnDropped = (role: Role, what: Dropped) => void;

export function listenForFiles(onDropped: OnDropped): void {
  listenToInputs(onDropped);
  listenToDrops(onDropped);
  document.addEventListener("paste", ({ clipboardData, target }) => {
    // Cells of a table are copied as words and as a picture of them: a field takes the words.
    if (isField(target) && clipboardData?.types.includes("text/plain")) return;
    const file = pictureAmong([...(clipboardData?.files ?? [])]);
    const role = roleOf(zoneOf(target)?.dataset.drop);
    if (file) onDropped(role, { kind: "files", files: [file] });
  });
}

function listenToInputs(onDropped: OnDropped): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-file]")) {
    const take = () => {
      const files = [...(input.files ?? [])];
      if (files.length > 0) onDropped(roleOf(input.dataset.file), { kind: "files", files });
      // The same file may be chosen again after an error.
      input.value = "";
    };
    input.addEventListener("change", take);
    // Browsers let visitors choose before this script is there.
    take();
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-browse]")) {
    button.addEventListener("click", () => browse(roleOf(button.dataset.browse)));
  }
}

/** Asks for a file, as a click on its button does. */
export function browse(role: Role): void {
  document.querySelector<HTMLInputElement>(`input[data-file=${role}]`)?.click();
}

function listenToDrops(onDropped: OnDropped): void {
  const dropzones = byId("dropzones", HTMLElement);
  /** Whether what is dragged belongs to this page: text for a field, a link, a thumbnail. */
  let isOwn = false;
  const show = (shown: boolean) => {
    dropzones.hidden = !shown;
  };
  const takes = ({ dataTransfer, target }: DragEvent) => {
    const types = dataTransfer?.types ?? [];
    // A file that nobody takes is opened by the browser in place of the page.
    return types.includes("Files") || (!isOwn && !isField(target) && bringsPicture(types));
  };
  window.addEventListener("dragstart", (event) => {
    isOwn = true;
    // A picture of the page is nothing to drag: the mouse moves the stage, or chooses.
    if (event.target instanceof HTMLImageElement) event.preventDefault();
  });
  for (const name of ["dragend", "pointerdown"]) {
    window.addEventListener(name, () => {
      isOwn = false;
    });
  }
  window.addEventListener("dragenter", (event) => {
    if (takes(event)) show(true);
  });
  window.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) show(false);
  });
  window.addEventListener("dragover", (event) => {
    if (!takes(event)) {
      // So is a link of the page, by some browsers.
      if (isOwn && !isField(event.target)) refuse(event);
      return;
    }
    event.preventDefault();
    const target = zoneOf(event.target);
    for (const zone of dropzones.children) zone.classList.toggle("target", zone === target);
  });
  window.addEventListener("drop", (event) => {
    show(false);
    if (!takes(event) || !event.dataTransfer) return;
    event.preventDefault();
    onDropped(roleOf(zoneOf(event.target)?.dataset.drop), dropped(event.dataTransfer));
  });
}

function refuse(event: DragEvent): void {
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
}

function zoneOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-drop]") : null;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, [contenteditable]");
}

/** The first picture among files, or else the first file. */
export function pictureAmong(files: readonly File[]): File | undefined {
  return files.find((file) => file.type.startsWith("image/")) ?? files[0];
}

export function roleOf(name: string | undefined): Role {
  return name === "style" ? "style" : "photo";
}
