/** An element of the page by its id, its type checked. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`);
  return element;
}

/** The elements that several parts of the studio touch. */
export const elements = {
  studio: byId("studio", HTMLElement),
  stage: byId("stage", HTMLElement),
  viewport: byId("viewport", HTMLElement),
  picture: byId("picture", HTMLElement),
  photo: byId("photo", HTMLImageElement),
  painting: byId("painting", HTMLCanvasElement),
  paintingTitle: byId("painting-title", HTMLElement),
  facts: byId("facts", HTMLElement),
  hint: byId("hint", HTMLElement),
  paint: byId("paint", HTMLButtonElement),
  cancel: byId("cancel", HTMLButtonElement),
  download: byId("download", HTMLButtonElement),
  resultActions: byId("result-actions", HTMLElement),
  announcer: byId("announcer", HTMLElement),
  error: byId("error", HTMLElement),
};
