// The pad: a dot in a polygon of styles, moved with the mouse, a finger or the arrow keys.

import { part } from "../../controls/panel";
import { sharesOf, withShares } from "../../mixture/mix";
import { thumbnail } from "../../mixture/thumbnail";
import { mixtureInWords } from "../../mixture/words";
import type { WeightedStyle } from "../../model/recipe";
import type { StudioContext } from "../../tool";
import { nearestInside, type Point, pointOf, regularPolygon, sharesAt } from "./polygon";

/** The polygon's radius and that of the circle its pictures lie on, in hundredths of the width. */
const RADIUS = 34;
const PICTURES = 43;

/** From the middle of a picture to the edge of the pad, in hundredths of its width. */
const MARGIN = 9;

/** How far a key moves the dot, in radii; with Shift, finely. */
const STEP = 0.1;
const FINE_STEP = 0.02;

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export interface PadListener {
  /** The dot moves: a share for each style. */
  move(shares: readonly number[]): void;
  /** It rests where it is. */
  rest(): void;
}

export class Pad {
  readonly #pad: HTMLElement;
  readonly #outline: SVGElement;
  readonly #pictures: HTMLElement;
  readonly #dot: HTMLElement;
  readonly #listener: PadListener;
  #styles: readonly WeightedStyle[] = [];
  #corners: readonly Point[] = [];
  /** The pad's height and how far down its middle is, in hundredths of its width. */
  #height = 100;
  #middle = 50;
  #point: Point = { x: 0, y: 0 };
  #dragged = false;

  constructor(panel: HTMLElement, context: StudioContext, listener: PadListener) {
    this.#pad = part(panel, "combine-pad", HTMLElement);
    this.#outline = this.#pad.querySelector("svg") as SVGElement;
    this.#pictures = part(panel, "combine-corners", HTMLElement);
    this.#dot = part(panel, "combine-dot", HTMLElement);
    this.#dot.ariaRoleDescription = context.text("combine.pad_role");
    this.#listener = listener;
    this.#listenToPointer();
    this.#listenToKeys();
  }

  /** Shows a mixture of three styles or more. */
  show(styles: readonly WeightedStyle[]): void {
    if (!sameSources(styles, this.#styles)) this.#build(styles);
    this.#styles = styles;
    // Shares do not determine the place, so during a drag the dot stays where it was dragged.
    if (!this.#dragged) this.#point = pointOf(sharesOf(styles), this.#corners);
    this.#showDot();
  }

  #build(styles: readonly WeightedStyle[]): void {
    this.#corners = regularPolygon(styles.length);
    this.#dragged = false;
    const heights = this.#corners.map(({ y }) => PICTURES * y);
    this.#middle = MARGIN - Math.min(...heights);
    this.#height = this.#middle + Math.max(...heights) + MARGIN;
    this.#pad.style.aspectRatio = `100 / ${this.#height}`;
    this.#outline.setAttribute("viewBox", `0 0 100 ${this.#height}`);
    const points = this.#corners.map((corner) => {
      const { x, y } = this.#drawn(corner, RADIUS);
      return `${x},${y}`;
    });
    this.#outline.querySelector("polygon")?.setAttribute("points", points.join(" "));
    const lines = this.#corners.map(() => svgLine());
    this.#outline.querySelector("g")?.replaceChildren(...lines);
    const pictures = styles.map(({ source }, index) => {
      const picture = thumbnail(source);
      this.#place(picture, this.#corners[index] as Point, PICTURES);
      return picture;
    });
    this.#pictures.replaceChildren(...pictures);
  }

  #showDot(): void {
    const shares = sharesOf(this.#styles);
    this.#place(this.#dot, this.#point, RADIUS);
    this.#dot.ariaValueNow = String(Math.round(100 * Math.max(...shares)));
    this.#dot.ariaValueText = mixtureInWords(this.#styles);
    const from = this.#drawn(this.#point, RADIUS);
    for (const [index, line] of [...this.#outline.querySelectorAll("line")].entries()) {
      const to = this.#drawn(this.#corners[index] as Point, RADIUS);
      const width = 0.4 + 4 * (shares[index] ?? 0);
      const drawn = { x1: from.x, y1: from.y, x2: to.x, y2: to.y, "stroke-width": width };
      for (const [name, value] of Object.entries(drawn)) line.setAttribute(name, String(value));
    }
  }

  /** A point in the drawing's units: hundredths of the pad's width. */
  #drawn({ x, y }: Point, radius: number): Point {
    return { x: 50 + radius * x, y: this.#middle + radius * y };
  }

  #place(element: HTMLElement, point: Point, radius: number): void {
    const { x, y } = this.#drawn(point, radius);
    element.style.left = `${x}%`;
    element.style.top = `${(100 * y) / this.#height}%`;
  }

  #moveTo(point: Point): void {
    this.#point = nearestInside(point, this.#corners);
    const shares = sharesAt(this.#point, this.#corners);
    this.#styles = withShares(this.#styles, shares);
    this.#showDot();
    this.#listener.move(shares);
  }

  #listenToPointer(): void {
    const pad = this.#pad;
    pad.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      this.#dragged = true;
      this.#dot.focus({ preventScroll: true });
      this.#moveTo(this.#pointAt(event));
    });
    pad.addEventListener("pointermove", (event) => {
      if (this.#dragged) this.#moveTo(this.#pointAt(event));
    });
    for (const type of ["pointerup", "pointercancel"] as const) {
      pad.addEventListener(type, () => this.#rest());
    }
  }

  #pointAt({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width } = this.#pad.getBoundingClientRect();
    const unit = width / 100;
    return {
      x: ((clientX - left) / unit - 50) / RADIUS,
      y: ((clientY - top) / unit - this.#middle) / RADIUS,
    };
  }

  #listenToKeys(): void {
    this.#dot.addEventListener("keydown", (event) => {
      const target = this.#keyTarget(event);
      if (!target) return;
      event.preventDefault();
      // Digits open tools elsewhere on the page.
      event.stopPropagation();
      this.#dragged = true;
      this.#moveTo(target);
    });
    this.#dot.addEventListener("keyup", () => this.#rest());
    this.#dot.addEventListener("blur", () => this.#rest());
  }

  /** Where a key moves the dot: arrows by a step, Home to the middle, a digit to that style. */
  #keyTarget({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): Point | undefined {
    if (ctrlKey || metaKey || altKey) return undefined;
    if (key === "Home") return { x: 0, y: 0 };
    const way = ARROWS[key];
    if (!way) return this.#corners[Number(key) - 1];
    const step = shiftKey ? FINE_STEP : STEP;
    return { x: this.#point.x + step * way.x, y: this.#point.y + step * way.y };
  }

  #rest(): void {
    if (!this.#dragged) return;
    this.#dragged = false;
    this.#listener.rest();
  }
}

function svgLine(): SVGLineElement {
  return document.createElementNS("http://www.w3.org/2000/svg", "line");
}

function sameSources(one: readonly WeightedStyle[], other: readonly WeightedStyle[]): boolean {
  return (
    one.length === other.length && one.every(({ source }, index) => source === other[index]?.source)
  );
}
