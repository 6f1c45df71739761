// Which styles the cells lie between: a list to choose from for each end or corner.

import { part } from "../../controls/panel";
import { thumbnail } from "../../mixture/thumbnail";
import { type StyleSource, titleOf } from "../../model/recipe";
import type { StudioContext } from "../../tool";

/** Most corners there are. */
const MOST = 4;

interface Corner {
  readonly field: HTMLElement;
  readonly select: HTMLSelectElement;
  source: StyleSource;
}

export class Corners {
  readonly #context: StudioContext;
  readonly #corners: readonly Corner[];
  readonly #onChange: () => void;
  #sources: readonly StyleSource[] = [];

  constructor(panel: HTMLElement, context: StudioContext, onChange: () => void) {
    this.#context = context;
    this.#onChange = onChange;
    const first = this.#firstSources();
    this.#corners = Array.from({ length: MOST }, (_, index) => {
      const field = part(panel, `grid-corner-${index + 1}`, HTMLElement);
      const select = field.querySelector("select") as HTMLSelectElement;
      const corner = { field, select, source: first[index] as StyleSource };
      select.addEventListener("change", () => this.#choose(corner));
      return corner;
    });
    this.#fill();
    context.styles.all.subscribe(() => this.#fill());
  }

  /** The styles of the first `count` corners. */
  sources(count: number): StyleSource[] {
    return this.#corners.slice(0, count).map(({ source }) => source);
  }

  /** Shows as many corners as there are. */
  show(count: number): void {
    for (const [index, { field }] of this.#corners.entries()) field.hidden = index >= count;
  }

  /** Begins with the recipe's styles. */
  takeRecipe(): void {
    const first = this.#firstSources();
    for (const [index, corner] of this.#corners.entries()) {
      corner.source = first[index] as StyleSource;
    }
    this.#fill();
  }

  /** The recipe's styles, and after them others of the gallery. */
  #firstSources(): StyleSource[] {
    const { recipe, styles } = this.#context;
    const used = recipe.value.styles.map(({ source }) => source);
    const pictures = used.flatMap((source) => (source.kind === "picture" ? [source.picture] : []));
    const others = styles.all.value
      .filter((picture) => !pictures.includes(picture))
      .map((picture): StyleSource => ({ kind: "picture", picture }));
    const list = [...used, ...others];
    return Array.from({ length: MOST }, (_, index) => list[index % list.length] as StyleSource);
  }

  /** The lists hold every picture, and what the corners have besides. */
  #fill(): void {
    const chosen = this.#corners.map(({ source }) => source);
    const listed = this.#context.styles.all.value
      .filter((picture) => !chosen.some((source) => isWhole(source) && source.picture === picture))
      .map((picture): StyleSource => ({ kind: "picture", picture }));
    this.#sources = [...new Set(chosen), ...listed];
    const titles = this.#sources.map(titleOf);
    const order = titles.map((_, index) => index);
    order.sort((one, other) => (titles[one] ?? "").localeCompare(titles[other] ?? ""));
    for (const corner of this.#corners) {
      const options = order.map((index) => new Option(titles[index], String(index)));
      corner.select.replaceChildren(...options);
      corner.select.value = String(this.#sources.indexOf(corner.source));
      this.#picture(corner);
    }
  }

  #choose(corner: Corner): void {
    corner.source = this.#sources[Number(corner.select.value)] as StyleSource;
    this.#picture(corner);
    this.#onChange();
  }

  #picture({ field, source }: Corner): void {
    field.querySelector(".grid-thumbnail")?.replaceChildren(thumbnail(source));
  }
}

function isWhole(source: StyleSource): source is Extract<StyleSource, { kind: "picture" }> {
  return source.kind === "picture" && !source.crop && !source.scale;
}
