// Keeps what a visitor made on their device, brings it back, and tells how much that is.

import type { StudioPicture } from "../model/recipe";
import { site } from "../model/site";
import { byId } from "../page/elements";
import { megabytes } from "../page/format";
import { showNotice } from "../page/notice";
import { text } from "../page/texts";
import type { ResultHistory } from "../result/result-history";
import type { StudioContext } from "../tool";
import { Database } from "./database";
import { type Amount, Kept, MOST_WORKS, type Stored, type StoredPicture } from "./kept";
import { recipeAgain, type StoredRecipe, storedRecipe } from "./stored-recipe";

/** Milliseconds after the last change at which the page's state is stored. */
const REST = 500;

const OWN_BOXES = ["storage-own", "storage-own-here"];

interface KeepOptions {
  readonly context: StudioContext;
  readonly history: ResultHistory;
  /** Whether the page shows what it opened with, so that what was there before may take its place. */
  readonly isFresh: () => boolean;
}

/** Brings back what this browser has kept, and keeps what is made from now on. */
export async function keepWorks(options: KeepOptions): Promise<void> {
  const amount = byId("storage-amount", HTMLElement);
  try {
    // Sites below one address share their storage.
    const { pathname } = new URL(site.root || "./", document.baseURI);
    const database = await Database.open(`studio ${pathname}`);
    const full = () => showNotice({ text: text("storage.full"), close: text("studio.close") });
    const kept = new Kept(database, full);
    const stored = await kept.load();
    bringBack(stored, kept, options);
    follow(kept, options);
    showSection(amount, kept, options);
  } catch (error) {
    console.warn("This browser keeps nothing for this page.", error);
    amount.textContent = text("storage.unavailable");
    byId("storage-section", HTMLElement).classList.remove("pending");
    byId("storage-row", HTMLElement).hidden = true;
    byId("storage-own-here", HTMLInputElement).disabled = true;
  }
}

function bringBack(stored: Stored, kept: Kept, { context, history, isFresh }: KeepOptions): void {
  const isOpening = isFresh();
  for (const [pictures, kind] of lists(context)) {
    const before = stored.pictures.filter((picture) => picture.kind === kind).map(pictureAgain);
    const samples = pictures.all.value.filter(({ sample }) => sample);
    const others = pictures.all.value.filter(({ sample }) => !sample);
    if (before.length > 0) pictures.all.set([...samples, ...before, ...others]);
    for (const picture of others) void kept.addPicture(picture, kind);
  }
  const again = (recipe: StoredRecipe) => {
    const [photos, styles] = [context.photos.all.value, context.styles.all.value];
    return recipeAgain(recipe, { sets: site.networks.sets, photos, styles });
  };
  const works = stored.works.flatMap(({ recipe: before, ...work }) => {
    const recipe = again(before);
    return recipe ? [{ ...work, recipe }] : [];
  });
  history.keepIn(kept, works);
  if (!isOpening || !stored.last) return;
  const { work, recipe } = stored.last;
  if (works.some(({ key }) => key === work)) {
    void history.show(work as number);
    return;
  }
  // Nothing was changed then: the painting that the page opens on stays.
  if (JSON.stringify(recipe) === JSON.stringify(storedRecipe(context.recipe.value))) return;
  const last = again(recipe);
  if (last) context.recipe.change({ regions: undefined, ...last });
}

function follow(kept: Kept, { context, history }: KeepOptions): void {
  for (const [pictures, kind] of lists(context)) {
    pictures.all.subscribe((now, before) => {
      for (const picture of now) {
        if (!picture.sample && !before.includes(picture)) void kept.addPicture(picture, kind);
      }
    });
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = context.recipe.value;
  const remember = () => {
    clearTimeout(timer);
    if (kept.allows(context.recipe.value)) last = context.recipe.value;
    void kept.remember(last, history.keyOf(last));
  };
  const rememberSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(remember, REST);
  };
  context.recipe.subscribe((recipe) => {
    if (kept.allows(recipe)) last = recipe;
    rememberSoon();
  });
  kept.amount.subscribe(rememberSoon);
  window.addEventListener("pagehide", remember);
  document.addEventListener("visibilitychange", () => {
    // Another window may have removed something meanwhile.
    if (document.visibilityState === "visible") void forgetGone(kept, history);
  });
}

function lists({ photos, styles }: StudioContext) {
  return [
    [photos, "photo"],
    [styles, "style"],
  ] as const;
}

function pictureAgain({ file, copies = [], ...stored }: StoredPicture): StudioPicture {
  const { id, title, width, height } = stored;
  return {
    id,
    title,
    url: URL.createObjectURL(file),
    copies: copies.map((copy) => ({ ...copy, url: URL.createObjectURL(copy.file) })),
    width,
    height,
    sample: undefined,
    stem: title,
    blob: async () => file,
  };
}

async function forgetGone(kept: Kept, history: ResultHistory): Promise<void> {
  const there = await kept.lookAgain();
  if (there) history.forgetAllBut(there);
}

/** Keeps the visitor's own pictures that are there already, and what was painted of them. */
function keepOwn(kept: Kept, context: StudioContext, history: ResultHistory): void {
  for (const [pictures, kind] of lists(context)) {
    for (const picture of pictures.all.value) {
      if (!picture.sample) void kept.addPicture(picture, kind);
    }
  }
  history.storeAll();
}

/** The one place that says how much is kept, and has it removed. */
function showSection(amount: HTMLElement, kept: Kept, { context, history }: KeepOptions): void {
  const box = byId("storage-keep", HTMLInputElement);
  // One is where the visitor adds a photo, and the other where all is told.
  const ownBoxes = OWN_BOXES.map((id) => byId(id, HTMLInputElement));
  const clear = byId("storage-clear", HTMLButtonElement);
  const show = ({ works, pictures, bytes }: Amount) => {
    box.checked = kept.keeps;
    for (const own of ownBoxes) {
      own.checked = kept.keeps && kept.keepsOwn;
      own.disabled = !kept.keeps;
    }
    clear.hidden = bytes === 0;
    const size = megabytes(bytes);
    const key = bytes > 0 ? "amount" : kept.keeps ? "nothing" : "off";
    amount.textContent = text(`storage.${key}`, { works, pictures, size, most: MOST_WORKS });
  };
  const remove = async () => {
    await kept.clear();
    history.forgetAllBut([]);
  };
  clear.addEventListener("click", async () => {
    await remove();
    box.focus();
  });
  box.addEventListener("change", async () => {
    await kept.keep(box.checked);
    if (!box.checked) await remove();
    show(kept.amount.value);
  });
  const allow = async (isAllowed: boolean) => {
    await kept.keepOwn(isAllowed);
    show(kept.amount.value);
    if (isAllowed) {
      keepOwn(kept, context, history);
    } else {
      await kept.removeOwn();
      await forgetGone(kept, history);
    }
  };
  for (const own of ownBoxes) own.addEventListener("change", () => allow(own.checked));
  byId("storage-section", HTMLElement).classList.remove("pending");
  kept.amount.subscribe(show);
  show(kept.amount.value);
}
