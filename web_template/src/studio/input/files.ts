// How files reach the studio: the file buttons, dropping and pasting.

import { byId } from "../page/elements";

export type Role = "photo" | "style";

/** Is given undefined where something was dropped that is no file. */
export type OnFile = (role: Role, file: File | undefined) => void;

export function listenForFiles(onFile: OnFile): void {
  listenToInputs(onFile);
  listenToDrops(onFile);
  document.addEventListener("paste", ({ clipboardData, target }) => {
    const file = pictureAmong(clipboardData);
    if (file) onFile(roleOf(zoneOf(target)?.dataset.drop), file);
  });
}

function listenToInputs(onFile: OnFile): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-file]")) {
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) onFile(roleOf(input.dataset.file), file);
      // The same file may be chosen again after an error.
      input.value = "";
    });
  }
}

function listenToDrops(onFile: OnFile): void {
  const dropzones = byId("dropzones", HTMLElement);
  const show = (shown: boolean) => {
    dropzones.hidden = !shown;
  };
  window.addEventListener("dragenter", ({ dataTransfer }) => {
    if (dataTransfer?.types.includes("Files")) show(true);
  });
  window.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) show(false);
  });
  window.addEventListener("dragover", (event) => {
    event.preventDefault();
    const target = zoneOf(event.target);
    for (const zone of dropzones.children) zone.classList.toggle("target", zone === target);
  });
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    show(false);
    const zone = zoneOf(event.target);
    onFile(roleOf(zone?.dataset.drop), pictureAmong(event.dataTransfer));
  });
}

function zoneOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-drop]") : null;
}

function pictureAmong(data: DataTransfer | null): File | undefined {
  const files = [...(data?.files ?? [])];
  return files.find((file) => file.type.startsWith("image/")) ?? files[0];
}

export function roleOf(name: string | undefined): Role {
  return name === "style" ? "style" : "photo";
}
