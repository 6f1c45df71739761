// How files reach the studio: the file buttons, dropping and pasting.

import { elements } from "./elements";

export type Role = "photo" | "style";

/** @param onFile called with a file, or with undefined when what came was no file */
export function listenForFiles(onFile: (role: Role, file: File | undefined) => void): void {
  listenToInputs(onFile);
  listenToDrops(onFile);
  document.addEventListener("paste", ({ clipboardData }) => {
    const file = pictureAmong(clipboardData);
    if (file) onFile("photo", file);
  });
}

function listenToInputs(onFile: (role: Role, file: File | undefined) => void): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-file]")) {
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) onFile(roleOf(input.dataset.file), file);
      // The same file may be chosen again after an error.
      input.value = "";
    });
  }
}

function listenToDrops(onFile: (role: Role, file: File | undefined) => void): void {
  const { dropzones } = elements;
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
    markTarget(event.target);
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

function markTarget(target: EventTarget | null): void {
  const zone = zoneOf(target);
  for (const dropzone of elements.dropzones.children) {
    dropzone.classList.toggle("target", dropzone === zone);
  }
}

function pictureAmong(data: DataTransfer | null): File | undefined {
  const files = [...(data?.files ?? [])];
  return files.find((file) => file.type.startsWith("image/")) ?? files[0];
}

function roleOf(name: string | undefined): Role {
  return name === "style" ? "style" : "photo";
}
