// Pictures that could not be downloaded, again: after a while, and when the connection is back.

/** Milliseconds until a picture is asked for once more; twice as long from try to try. */
const FIRST_WAIT = 2000;
const MOST_TRIES = 6;

const tries = new WeakMap<EventTarget, number>();

export function tryPicturesAgain(): void {
  document.addEventListener("error", ({ target }) => tryLater(target), { capture: true });
  document.addEventListener("load", ({ target }) => target && tries.delete(target), {
    capture: true,
  });
  for (const image of document.images) if (isBroken(image)) tryLater(image);
  window.addEventListener("online", () => {
    for (const image of document.images) tryNow(image);
  });
}

function tryLater(image: EventTarget | null): void {
  if (!(image instanceof HTMLImageElement)) return;
  const tried = tries.get(image) ?? 0;
  if (tried === MOST_TRIES) return;
  tries.set(image, tried + 1);
  setTimeout(() => tryNow(image), FIRST_WAIT * 2 ** tried);
}

function tryNow(image: HTMLImageElement): void {
  // Only another address, or the same one set anew, is asked for.
  if (isBroken(image)) image.src = String(image.src);
}

function isBroken({ complete, naturalWidth, src }: HTMLImageElement): boolean {
  return complete && naturalWidth === 0 && src !== "";
}
