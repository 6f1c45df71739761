/** The page's elements by id, with their types checked once. */
function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`);
  return element;
}

export const elements = {
  studio: byId("studio", HTMLElement),
  photo: byId("photo", HTMLImageElement),
  photoTitle: byId("photo-title", HTMLElement),
  paintingPane: byId("painting-pane", HTMLElement),
  painting: byId("painting", HTMLCanvasElement),
  paintingTitle: byId("painting-title", HTMLElement),
  placeholder: byId("placeholder", HTMLElement),
  facts: byId("facts", HTMLElement),
  controls: byId("controls", HTMLFormElement),
  photos: byId("photos", HTMLFieldSetElement),
  styles: byId("styles", HTMLFieldSetElement),
  settings: byId("settings", HTMLFieldSetElement),
  strength: byId("strength", HTMLInputElement),
  strengthValue: byId("strength-value", HTMLOutputElement),
  size: byId("size", HTMLSelectElement),
  quality: byId("quality", HTMLFieldSetElement),
  sets: byId("sets", HTMLFieldSetElement),
  actions: byId("actions", HTMLElement),
  paint: byId("paint", HTMLButtonElement),
  hint: byId("hint", HTMLElement),
  cancel: byId("cancel", HTMLButtonElement),
  download: byId("download", HTMLButtonElement),
  progressBar: byId("progress-bar", HTMLProgressElement),
  progressText: byId("progress-text", HTMLElement),
  announcer: byId("announcer", HTMLElement),
  error: byId("error", HTMLElement),
  dropzones: byId("dropzones", HTMLElement),
};
